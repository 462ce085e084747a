"""The budget reading: how far correct rounding can move each quantity.

Running error analysis (N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., 2002,
section 3.3) over the source lines of the reference. Each value carries

    v   the value, in float64
    a   the abs-expression: the same formula with every minus made a plus and every input its modulus
    e   a bound on the error that any componentwise stable order of the operations can have made

and each operation adds ``k * u * (a + e) + eta``. Because the charge is on `a` and not on `v`, the bound
holds for every order of summation, with or without FMA, fusion, lerp or reciprocals; `CHARGES` says which
rewrites pay for which k. Propagation is finite, not first order, so an error that reaches a divisor gives an
infinite budget, which the judge reports as vacuous.
Only ``+ - * / sqrt abs max`` of IEEE float64 are used, so budgets are the same bytes on every machine.
"""

import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Self

import numpy as np

from goldstep.reference.arithmetics.base import Arithmetic, Shape, slices
from goldstep.reference.arithmetics.blends import blended, complement, lerped
from goldstep.reference.arithmetics.bound import (
    Bound,
    as_bound,
    cosine_of_pi,
    enter,
    in_range,
    meet,
    norm,
    product,
    real_power,
    represented,
    rounded_input,
    spectral_norm,
    where,
)
from goldstep.reference.arithmetics.cubes import cube_root, of_cube_root
from goldstep.reference.arithmetics.dtypes import Dtype
from goldstep.reference.arithmetics.lanes import Diverged, Spread, Truth, Whole, merge, over_elements
from goldstep.reference.arithmetics.rounding import (
    ARGUMENT,
    CHARGES,
    PARAMETER,
    Contract,
    Stage,
    matrix_dtype,
    scalar_dtype,
)

VACUOUS = 2.0**-4  # a budget wider than this fraction of the values that made it says nothing


class Budget(Arithmetic):
    """Error bounds for a backend that stores `dtype` and rounds by `contract`; `wide`: of many lanes at once."""

    def __init__(self, dtype: Dtype, contract: Contract | None = None, *, wide: bool = False) -> None:
        self._lane_axes = 1 if wide else 0
        self.dtype = dtype
        contract = contract or Contract()
        eta = _least(dtype, contract)
        self._given = Stage(dtype, eta, elementwise=True)  # the format of gradients
        computing = contract.computing_dtype(dtype)
        self.elements = self._given
        if computing is not dtype:
            self.elements = Stage(computing, _least(computing, contract), elementwise=True)
        self._state = self._given if contract.state_dtype(dtype) is dtype else self.elements
        self._parameters = self._given if contract.parameter_dtype(dtype) is dtype else self.elements
        self._of_parameter = 1.0 if self._parameters is self.elements else PARAMETER[contract.rounding]
        self._root = contract.root(dtype)
        products = matrix_dtype(contract.matrices, dtype)
        self._matrices = Stage(products, _least(products, contract), elementwise=True)
        self._sums = scalar_dtype("working", dtype).roundoff  # 16-bit sums accumulate in float32 at least

        def scalars(place: str) -> Stage:
            held = scalar_dtype(place, dtype)
            flushed = contract.flushes_subnormals and place != "double"
            return Stage(held, held.smallest_normal if flushed else held.smallest_subnormal, elementwise=False)

        self._constants = scalars(contract.constants)
        self._coefficients = scalars(contract.coefficients)
        self._scalars = scalars(contract.scalars)
        self._quiet: list[np.errstate] = []

    @property
    def uniform(self) -> bool:
        """Whether all tensors have one format."""
        return self.elements is self._given

    def __enter__(self) -> Self:
        self._quiet.append(np.errstate(all="ignore"))  # an error that runs away is infinite, not a warning
        self._quiet[-1].__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._quiet.pop().__exit__(None, None, None)

    def number(self, value: Any) -> Bound:
        return self._input(value if isinstance(value, Whole | Spread) else Fraction(value), self._coefficients)

    def constant(self, value: Any) -> Bound:
        return self._input(value, self._constants)

    def scheduled(self, value: Any) -> Bound:
        return self._input(value, self._coefficients)

    def _input(self, value: Any, stage: Stage) -> Bound:
        """A number; of many lanes, where all have the same, one that they share."""
        x = rounded_input(value, stage)
        if self._lane_axes and not isinstance(x.v, np.ndarray):
            x.v, x.a, x.e = (np.full(1, i) for i in (x.v, x.a, x.e))
        return x

    def tensor(self, values: Sequence[Fraction]) -> Bound:
        v = np.array([float(x) for x in values])
        return self.array(v[:, None] if self._lane_axes else v)

    def scalar(self, x: Bound) -> bool:
        """Whether it is a number, or one for each lane, and no tensor."""
        return np.ndim(x.v) <= self._lane_axes

    def array(self, v: np.ndarray) -> Bound:
        """A tensor of float64 values that the backend is given, rounded to its dtype."""
        a = np.abs(v)
        e = np.where(represented(v, self.dtype), 0.0, self._given.u * a + self._given.eta)
        return Bound(v, a, in_range(a, e, self._given), self.elements, not v.all())

    def held(self, v: np.ndarray) -> Bound:
        """Values that are exact as they are, such as scalars of the state."""
        return Bound(v, np.abs(v), np.zeros_like(v), self.elements, not v.all())

    def filled(self, value: Bound, size: int) -> Bound:
        v, a, e = (np.full((size, *np.shape(value.v)), x) for x in (value.v, value.a, value.e))
        e = e + np.where(represented(v, self.dtype), 0.0, self.elements.u * (a + e) + self.elements.eta)
        return Bound(v, a, e, self.elements, value.sparse)

    def flat(self, x: Bound) -> Bound:
        v, a, e = (np.full((1, *np.shape(x.v)), i) for i in (x.v, x.a, x.e))
        scale = None if x.scale is None else np.full((1, *np.shape(x.v)), x.scale)
        return Bound(v, a, e, self.elements, x.sparse, scale)

    def only(self, x: Bound) -> Bound:
        v, a, e = (i[0] if self._lane_axes else float(i[0]) for i in (x.v, x.a, x.e))
        return Bound(v, a, e, self._scalars, x.sparse)

    def sqrt(self, x: Bound) -> Bound:
        v = np.sqrt(x.v)
        e = np.maximum(v - np.sqrt(np.maximum(x.v - x.e, 0.0)), np.sqrt(x.v + x.e) - v)
        e = np.where((x.e > x.v) & (x.a > x.v), np.inf, e)  # a difference that may round below zero: NaN
        root = x.rounded(v, np.sqrt(x.a), e, self._root if x.stage.elementwise else CHARGES["sqrt"], x.sparse)
        return where(x.nothing, x, root) if x.sparse else root

    def cbrt(self, x: Bound) -> Bound:
        """A function, or a power whose exponent is rounded; differences of roots are those of cubes, over squares."""
        v, low = cube_root(x.v), np.maximum(x.v - x.e, 0.0)
        below, above = cube_root(low), cube_root(x.v + x.e)
        ends = ((x.v - low, v * v + v * below + below * below), (x.e, v * v + v * above + above * above))
        e = reduce(np.maximum, (np.where(difference == 0, 0.0, difference / squares) for difference, squares in ends))
        e = np.where((x.e > x.v) & (x.a > x.v), np.inf, e)  # a difference that may round below zero: NaN
        root = x.rounded(v, cube_root(x.a), e, of_cube_root(x.v + x.e, x.stage), x.sparse)
        return where(x.nothing, x, root) if x.sparse else root

    def power(self, x: Bound, y: Any) -> Bound:
        """libm's power (4 ulp), or an exponential of a product with a logarithm, whose error the exponent amplifies."""
        x, y = meet(x, y)
        v = real_power(x.v, y.v)
        ends = [real_power(i, j) for i in (x.v - x.e, x.v + x.e) for j in (y.v - y.e, y.v + y.e)]
        e = reduce(np.maximum, (abs(end - v) for end in ends))
        exponent = np.where(np.isfinite(v) & (v != 0), abs(np.frexp(v)[1]) + 1, 0)
        return x.rounded(v, v, e, CHARGES["power"] + 2 * exponent, sparse=False)

    def cos_pi(self, x: Bound) -> Bound:
        """libm's cosine (4 ulp) of a product with a rounded pi; what is rounded before is at most |pi x| of itself.

        The abs-expression is 1: the cosine may come out of ``1 - 2 sin(pi x / 2)^2`` as well.
        """
        v = cosine_of_pi(x.v)
        argument = math.pi * (x.e + ARGUMENT * x.stage.u * (abs(x.v) + x.e))
        return x.rounded(v, 1.0, argument, CHARGES["cos"], sparse=False)

    def maximum(self, x: Any, y: Any) -> Bound:
        x, y = meet(x, y) if isinstance(x, Bound) else meet(y, x)[::-1]
        first, second = x.v - x.e > y.v + y.e, y.v - y.e > x.v + x.e  # whichever is certainly the larger
        a, e = (
            np.where(first, i, np.where(second, j, np.maximum(i, j))) for i, j in ((x.a, y.a), (x.e, y.e))
        )  # max is 1-Lipschitz and rounds nothing
        larger = np.maximum(x.v, y.v)
        if not isinstance(larger, np.ndarray):
            a, e = float(a), float(e)
        return Bound(larger, a, e, x.stage, x.sparse or y.sparse)

    def where(self, x: Bound, relation: str, y: Any, yes: Any, no: Any) -> Bound:
        """What rounding could decide otherwise has an infinite error; of scalars, one that covers both branches."""
        y = as_bound(y, x.stage)
        holds = x.v > y.v if relation == ">" else x.v >= y.v
        slack = x.e + y.e
        uncertain = (slack != 0) & ~(np.abs(x.v - y.v) > slack)  # also where it is NaN
        if self.scalar(x) and self.scalar(y):
            return self._where_scalars(x.stage, holds, uncertain, yes, no)
        yes, no = (as_bound(z() if callable(z) else z, x.stage) for z in (yes, no))
        yes, no = (enter(z, x.stage) if x.stage.elementwise else z for z in meet(yes, no))
        v, a, e = (np.where(holds, i, j) for i, j in ((yes.v, no.v), (yes.a, no.a), (yes.e, no.e)))
        return Bound(v, a, np.where(uncertain, np.inf, e), yes.stage, sparse=True)

    def _where_scalars(self, stage: Stage, holds: Any, uncertain: Any, yes: Any, no: Any) -> Bound:
        """Only the branch that is taken is worked out, unless lanes take different ones."""
        if np.ndim(holds) and (Truth(holds).mixed or Truth(uncertain).mixed):
            yes, no = (as_bound(z() if callable(z) else z, stage) for z in (yes, no))
            chosen, other = self.by_lane(holds, yes, no), self.by_lane(holds, no, yes)
            return where(uncertain, self._either(chosen, other), chosen) if uncertain.any() else chosen
        chosen, other = (yes, no) if np.all(holds) else (no, yes)
        chosen = as_bound(chosen() if callable(chosen) else chosen, stage)
        return self._either(chosen, other() if callable(other) else other) if np.all(uncertain) else chosen

    def by_lane(self, holds: Any, yes: Any, no: Any) -> Bound:
        """As it is; raises Diverged where the two are not rounded alike."""
        if not Truth(holds).mixed:
            return yes if holds.all() else no
        yes = as_bound(yes, no.stage if isinstance(no, Bound) else self._coefficients)
        no = as_bound(no, yes.stage)
        if np.all(holds) or not np.any(holds):  # lanes may part on whether they are certain of it
            return yes if np.all(holds) else no
        if yes.stage is not no.stage:
            raise Diverged(holds)
        v, a, e = (np.where(holds, i, j) for i, j in ((yes.v, no.v), (yes.a, no.a), (yes.e, no.e)))
        return Bound(v, a, e, yes.stage, yes.sparse or no.sparse)

    def _either(self, chosen: Bound, other: Any) -> Bound:
        """Of numbers that may each be right; the two are close where branches meet, as at a peak."""
        other = as_bound(other, chosen.stage)
        if not self.scalar(chosen):  # tensors that a scalar decides between have nowhere to meet
            return Bound(chosen.v, chosen.a, chosen.e + np.inf, chosen.stage, chosen.sparse)
        e = abs(chosen.v - other.v) + np.maximum(chosen.e, other.e)
        return Bound(chosen.v, np.maximum(chosen.a, other.a), e, chosen.stage, sparse=True)

    def whole(self, x: Bound) -> Bound:
        """Exact, unless it was in doubt what was counted; a sum with a bound below 1/2 is far from the last integer."""
        exact = (np.trunc(x.v) == x.v) & (x.e < 0.5)
        return Bound(x.v, x.a, np.where(exact, 0.0, x.e), x.stage, x.sparse)

    def average(self, kept: Any, old: Any, new: Any) -> Bound:
        return lerped(super().average(kept, old, new), old, new, kept, complement(kept))

    def mixed(self, old: Any, new: Any, share: Any) -> Bound:
        return lerped(super().mixed(old, new, share), old, new, complement(share), share)

    def ramp(self, begin: Any, end: Any, part: Any) -> Bound:
        return self.blend(super().ramp(begin, end, part), begin, end, part)

    def ramp_to(self, end: Any, begin: Any, left: Any) -> Bound:
        return self.blend(super().ramp_to(end, begin, left), end, begin, left)

    def blend(self, value: Bound, old: Any, new: Any, share: Any) -> Bound:
        return blended(value, *(as_bound(z, value.stage) for z in (old, new, share)))

    def total(self, x: Bound) -> Bound:
        """A sum in any order: each term is rounded in at most all additions."""
        n = len(x.v)
        v, a, e = (over_elements(math.fsum, i) for i in (x.v, x.a, x.e))
        nothing = Bound(v, a, e, x.stage, sparse=True)
        if n == 1:
            return nothing
        rounded = x.rounded(v, a, e + self._growth(n - 1) * (a + e) + n * x.stage.eta, 1.0, sparse=False)
        return where(nothing.nothing, nothing, rounded)

    def largest(self, x: Bound) -> Bound:
        v, a, e = (i.max(axis=0) for i in (x.v, x.a, x.e))
        return Bound(v, a, e, x.stage, x.sparse)

    def size(self, x: Bound) -> int:
        return 0 if self.scalar(x) else len(x.v)

    def divide(self, x: Bound, sizes: Sequence[int]) -> list[Bound]:
        return [Bound(x.v[part], x.a[part], x.e[part], x.stage, x.sparse) for part in slices(sizes)]

    def join(self, parts: Sequence[Bound]) -> Bound:
        v, a, e = (_end_to_end(i) for i in zip(*((p.v, p.a, p.e) for p in parts), strict=True))
        scales = [p.scale for p in parts]
        scale = None if any(s is None for s in scales) else _end_to_end(scales)
        return Bound(v, a, e, parts[0].stage, any(p.sparse for p in parts), scale)

    def merge(self, parts: Sequence[Bound], ways: Sequence[np.ndarray]) -> Bound:
        """All lanes, of which ``parts[k]`` has the lanes ``ways[k]``."""

        def whole(of: Callable[[Bound], Any]) -> np.ndarray:
            return merge([np.broadcast_to(of(x), x.v.shape) for x in parts], ways)

        scale = whole(lambda x: abs(x.v) if x.scale is None else x.scale)
        v, a, e = (whole(operator.attrgetter(name)) for name in "vae")
        return Bound(v, a, e, parts[0].stage, any(x.sparse for x in parts), scale)

    def transposed(self, x: Bound, shape: Shape) -> Bound:
        v, a, e = (_matrix(i, shape).swapaxes(0, 1).reshape(x.v.shape) for i in (x.v, x.a, x.e))
        return Bound(v, a, e, x.stage, x.sparse, frobenius=x.frobenius)

    def matmul(self, x: Bound, y: Bound, shape: Shape) -> Bound:
        """Inner products in any order, and one rounding of the result."""
        n = shape[1]
        (xv, xa, xe), (yv, ya, ye) = ([_matrix(i, s) for i in (z.v, z.a, z.e)] for z, s in ((x, shape), (y, (n, -1))))
        v, a = product(xv, yv), product(xa, ya)
        e = product(np.abs(xv), ye) + product(xe, np.abs(yv)) + product(xe, ye)
        e += self._growth(n) * (a + e) + n * x.stage.eta
        v, a, e = (i.reshape(-1, *i.shape[2:]) for i in (v, a, e))
        return x.rounded(v, a, e, 1.0, sparse=True)

    def odd_polynomial(self, x: Bound, shape: Shape, a: Any, b: Any, c: Any) -> Bound:
        """The error of `x` grows by a Lipschitz constant in the Frobenius norm, not term by term.

        An odd polynomial of the singular values is the same polynomial of the Hermitian matrix [[0, X], [X^T, 0]],
        whose eigenvalues are the singular values and their negatives. For Hermitian matrices with eigenvalues in
        [-s, s] the Frobenius norm of a difference grows by at most max |p'| over [-s, s]: in the bases of both
        eigenvectors the elements of the difference are (p(l_i) - p(m_j)) <u_i, v_j>. The norm is kept beside the
        elements, so that the next polynomial need not make it from bounds that are each as large as it.
        What this one evaluation rounds is bounded elementwise, by the moduli of whatever the backend evaluates.
        """
        if shape[0] > shape[1]:
            turned = self.odd_polynomial(self.transposed(x, shape), shape[::-1], a, b, c)
            return self.transposed(turned, shape[::-1])
        nothing, modulus = np.zeros_like(x.e), np.abs(x.v)
        v = super().odd_polynomial(Bound(x.v, modulus, nothing, x.stage, x.sparse), shape, a, b, c).v
        most = Bound(modulus + x.e, modulus + x.e, nothing, x.stage, x.sparse)
        fresh = super().odd_polynomial(most, shape, self.abs(a), self.abs(b), self.abs(c)).e
        carried = norm(x.e) if x.frobenius is None else x.frobenius
        grown = carried * _steepest(a.v, b.v, c.v, spectral_norm(_matrix(x.v, shape)) + carried)
        return Bound(v, np.abs(v), fresh + grown, x.stage, sparse=True, frobenius=norm(fresh) + grown)

    def _growth(self, n: int) -> float:
        """What `n` roundings of a sum do to a term at most."""
        return n * self._sums / (1 - n * self._sums)

    def to_matrices(self, x: Bound) -> Bound:
        """A matrix is written down before it is multiplied; whatever made it is over then."""
        return self._stored(x, self._matrices)

    def from_matrices(self, x: Bound) -> Bound:
        return enter(x, self.elements)

    def store(self, x: Bound) -> Bound:
        return self._back(self._stored(x, self._state))

    def store_parameter(self, x: Bound) -> Bound:
        """Where the parameters alone are coarse, with all roundings that they have in their own dtype."""
        return self._back(self._stored(x, self._parameters, self._of_parameter))

    def _back(self, x: Bound) -> Bound:
        """What was stored, where it is computed with."""
        return x if x.stage is self.elements else Bound(x.v, x.a, x.e, self.elements, x.sparse, x.scale)

    def store_scalar(self, x: Bound) -> Bound:
        return self._stored(x, self._scalars)

    def _stored(self, x: Bound, stage: Stage, roundings: float = 1.0) -> Bound:
        a = abs(x.v)
        size = a if roundings == 1 else x.a  # what is rounded on the way may cancel
        e = x.e + roundings * (stage.u * (size + x.e) + stage.eta)
        unmoved = x.e == 0
        if np.any(unmoved):
            e = np.where(unmoved & represented(x.v, stage.dtype), 0.0, e)
        return Bound(x.v, a, in_range(a + x.e, e, stage), stage, x.sparse, scale=x.a)


def _least(dtype: Dtype, contract: Contract) -> float:
    """What may be lost of a result below the normal numbers."""
    return dtype.smallest_normal if contract.flushes_subnormals else dtype.smallest_subnormal


def _matrix(x: np.ndarray, shape: Shape) -> np.ndarray:
    """A tensor as a matrix."""
    return x.reshape(*shape, *x.shape[1:])


def _end_to_end(parts: Sequence[np.ndarray]) -> np.ndarray:
    """One tensor of several; what lanes share becomes theirs."""
    lanes = np.broadcast_shapes(*(x.shape[1:] for x in parts))
    return np.concatenate([np.broadcast_to(x, (len(x), *lanes)) for x in parts])


def _steepest(a: Any, b: Any, c: Any, s: Any) -> Any:
    """The maximum of ``|a + 3 b x^2 + 5 c x^4|`` for x in [0, s], which is attained at an end or at the vertex."""
    vertex = np.divide(-3 * b, 10 * c)
    squares = (np.zeros_like(s), s * s, np.where((vertex > 0) & (vertex < s * s), vertex, 0.0))
    return reduce(np.maximum, (abs(a + 3 * b * y + 5 * c * y * y) for y in squares))
