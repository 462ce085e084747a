"""The bound of a mean of two values, ``d old + c new`` with c + d = 1, whichever way a backend writes it.

Moving averages, ramps of a learning rate and the sums of weight averaging are such means. Written as a sum, the
products are rounded at d |old| and c |new|. Written as a lerp, ``old + c (new - old)``, the difference and its product
with c are rounded at c (|old| + |new|), which is more than the sum's where c > d; and the weights are c and 1 - c, so
that an error of c is one of d as well. In units of roundoff, with one of them for each weight that is rounded,

    ``d old + c new``           3 d |old| + 3 c |new|
    ``old + c (new - old)``     (3 c + d) |old| + 4 c |new|
    ``new + d (old - new)``     4 d |old| + (3 d + c) |new|

The first two are in use with every weight. The last one is in use where c >= d, as `torch.lerp` changes to it at
c = 1/2, and for the ends of a ramp of numbers, which are alike; and by kernels that are given d, as ``fma(d, old,
fma(-d, new, new))``. There the sum covers it: ``1 - d`` is read with the abs-expression 1 + d, so that an average has
c + 3 (1 + d) roundings of its new value. Where c is given, a new value of small share would drown in roundings of its
own, and nobody writes it so. A product with a minus, ``old - c (old - new)``, rounds the same; fused multiply-add
rounds less; ``(old - c old) + c new`` rounds 2 |old| + 3 c |new|, which is within the lerp for c >= 1/2, and elsewhere
within the sum as it is read: an addition is charged twice, so it has 4 d |old|.
"""

from typing import Any

import numpy as np

from goldstep.reference.arithmetics.bound import Bound, enter, in_range, represented


def complement(x: Bound) -> Bound:
    """``1 - x`` of a weight: one rounding, since there is nothing to reorder, and none where the result fits."""
    v = 1 - x.v
    exact = (x.e == 0) & (1 - v == x.v) & represented(v, x.stage.dtype)
    return Bound(v, abs(v), (1 - exact) * (x.e + x.stage.u * (abs(v) + x.e)), x.stage, True)


def blended(value: Bound, old: Bound, new: Bound, share: Bound) -> Bound:
    """The bound of `value`, which is ``(1 - share) * old + share * new``, as it is written and in every other way."""
    kept, taken = enter(complement(share), value.stage), enter(share, value.stage)
    made = abs(kept.v) * old.e + abs(taken.v) * new.e + _weighted(old.a + old.e, new.a + new.e, kept, taken)
    summed = Bound(value.v, value.a, np.maximum(value.e, made), value.stage, value.sparse)
    return lerped(summed, old, new, kept, taken)


def lerped(value: Bound, old: Bound, new: Bound, kept: Bound, taken: Bound) -> Bound:
    """The same where the bound of `value` covers the weighted sum."""
    stage = value.stage
    kept, taken = enter(kept, stage), enter(taken, stage)
    c, d, either = abs(taken.v), abs(kept.v), np.maximum(taken.e, kept.e)
    x, y = old.a + old.e, new.a + new.e
    if stage.elementwise and not new.sparse and np.all(2 * c <= d):
        # its product and sum (two charges) of the old value have 3 d where a lerp has 2 c + d
        return Bound(value.v, value.a, in_range(x + y, value.e, stage), stage, value.sparse)
    turned = (c >= d) | (not stage.elementwise)
    made = _lerp(x, y, taken, np.where(turned, either, taken.e))
    if np.any(turned):
        made = np.maximum(made, _lerp(y, x, kept, either) * turned)
    made = d * old.e + c * new.e + made
    moved = ((x + y) != 0) & (turned | (c != 0) | (taken.e != 0))  # else it is zero, or the old value as it was
    a = np.maximum(value.a, np.where(turned, np.maximum(c, d), c) * (old.a + new.a) * moved)
    return Bound(value.v, a, in_range(x + y, np.maximum(value.e, made * moved), stage), stage, value.sparse)


def _weighted(x: Any, y: Any, kept: Bound, taken: Bound) -> Any:
    """What ``kept x + taken y`` rounds, for moduli of x and y; a sum with zero rounds nothing."""
    u, eta = kept.stage.u, kept.stage.eta
    p, q = (abs(kept.v) + kept.e) * x, (abs(taken.v) + taken.e) * y
    e = kept.e * x + taken.e * y + u * (p + q) + eta * (1 * (p != 0) + (q != 0))
    return e + (u * (p + q + e) + eta) * ((p != 0) & (q != 0))


def _lerp(x: Any, y: Any, weight: Bound, error: Any) -> Any:
    """What ``x + weight (y - x)`` rounds, for moduli of x and y and an `error` of the weight.

    A difference or sum with zero rounds nothing, nor does a product with 0 or 1.
    """
    u, eta, w = weight.stage.u, weight.stage.eta, abs(weight.v)
    e = (u * (x + y) + eta) * ((x != 0) & (y != 0))
    e = w * e + error * (x + y + e)
    e = e + (u * (w * (x + y) + e) + eta) * (((w != 0) & (w != 1)) | (error != 0))
    return e + (u * (abs(1 - weight.v) * x + w * y + e) + eta) * ((x != 0) & ((w != 1) | (y != 0)))
