"""Batches that come in micro-batches of unequal weight, and windows of them that the end of the data cuts short.

The numbers are such that every way to gather them is exact in every dtype: a sum that is divided, a sum of parts that
are scaled, a running mean. So a step gets the gradient that it would get of one batch, and has the budget of that.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import inf, nan
from typing import Any

from goldstep.conformance.drawn import Stream
from goldstep.conformance.lives.inputs import base_of, of_shapes
from goldstep.conformance.lives.values import Hypers, free_hypers, varied
from goldstep.conformance.lives.whom import can_be_grouped, is_loop
from goldstep.conformance.subject import WINDOW, Subject
from goldstep.reference.trajectory import Case, MicroBatch, Values

FULL = 4
Weights = tuple[tuple[int, ...], ...]
# of each window the weights: powers of 2 whose sums are powers of 2, as are those of its first few
WEIGHTS: Weights = (
    (1, 1, 2, 4),
    (2, 2, 4, 8),
    (1, 1, 2),
    (4, 4, 8, 16),
    (8,),
    (2, 2, 4),
    (1, 1, 2, 4),
)
ENDS = (3, 4, 5, 6)  # windows with which the data end, of which one is not cut short
LENGTHS = (2, 1, 4, 1, 2, 4)
BITS = 8  # of the shortest mantissa
QUARTERS = 16  # of the largest number that is drawn


def parted(subject: Subject) -> Case:
    """Windows of four micro-batches, some of which the end of the data cuts to three, or to one."""
    return (_of_loop if is_loop(subject) else _of_gradients)(subject, "windows", ("windows",))


def parted_and_guarded(subject: Subject) -> Case:
    """The same with windows that are left out: one in the middle, and one that is cut short."""
    loop, options = is_loop(subject), ("windows", "guard")
    case = (_of_loop if loop else _of_gradients)(subject, "windows-guard", options)
    last = len(case.shapes) - 1
    spoilt: Mapping[int, Mapping[tuple[int, int], float]] = {2: {(0, 0): inf}, 6: {(last, 0): nan}}
    return replace(case, spoilt=dict(_of_micro_steps(spoilt)) if loop else spoilt)


def lengthened(subject: Subject) -> Case:
    """Windows whose lengths change, of micro-batches that weigh alike."""
    case = _of_gradients(subject, "lengths", ("lengths",), tuple((1,) * n for n in LENGTHS), ends=())
    return replace(case, window=0, lengths=tuple(LENGTHS))


def looped(subject: Subject, clip: str) -> Case:
    """The same with rates that a schedule sets, and a limit that some gradients of each group exceed.

    Each of three parameters has a group of its own, where there are groups; else there is one.
    """
    base, limits = base_of(subject), subject.limits
    alone = not (subject.backend.info.groups and can_be_grouped(subject))
    kind = base.shapes[0]
    base = of_shapes(base, [kind] if alone else [kind] * 3)
    case = _of_gradients(subject, "loop", ("windows", "guard", clip), base=base)
    others = {h.name: varied(h, case.hyper[h.name], limits.domain(h)) for h in free_hypers(subject, case)}
    rates = () if "lr" in limits.constant else others.pop("lr", ())
    changes = {t: {"lr": rates[t % 2]} for t in case.steps[1:] if rates}
    own = {name: pair for name, pair in others.items() if name not in limits.common}
    groups: list[Hypers] = [{}, *({name: pair[k] for name, pair in own.items()} for k in (0, 1))]
    spoilt = {2: {(0, 0): inf}}
    norms = sorted(sum(x * x for x in g) for step in case.gradients for g in step)
    limit = Fraction(round(8 * float(norms[len(norms) // 2]) ** 0.5) or 1, 8) + Fraction(1, 16)
    return replace(case, changes=changes, groups=() if alone else tuple(groups), spoilt=spoilt, max_norm=limit)


def _of_gradients(
    subject: Subject,
    name: str,
    options: tuple[str, ...],
    windows: Weights = WEIGHTS,
    ends: Collection[int] = ENDS,
    base: Case | None = None,
) -> Case:
    """A step is a window."""
    base = replace(base or base_of(subject), changes={}, groups=())
    drawn = _drawn(windows, tuple(len(p) for p in base.params))
    parts = {t: _window(windows[t - 1], given, ends=t in ends) for t, given in enumerate(drawn, 1)}
    batches = tuple(of_all(window) for window in parts.values())
    hyper = {**base.hyper, WINDOW: Fraction(1)} if WINDOW in base.hyper else base.hyper
    return replace(base, name=name, hyper=hyper, gradients=batches, parts=parts, window=FULL, options=options)


@lru_cache(maxsize=64)
def _drawn(windows: Weights, sizes: tuple[int, ...]) -> tuple[tuple[tuple[Values, ...], ...], ...]:
    """Of each window the gradients of each micro-batch, for parameters of these sizes."""
    draw, found = Stream(11), []
    for weights in windows:
        each = [[_element(draw, weights) for _ in range(size)] for size in sizes]
        found.append(tuple(tuple(tuple(x[k] for x in tensor) for tensor in each) for k in range(len(weights))))
    return tuple(found)


def _window(weights: Sequence[int], gradients: Sequence[tuple[Values, ...]], *, ends: bool) -> tuple[MicroBatch, ...]:
    """The micro-batches of a window, with which the data may end."""
    pairs, count = zip(weights, gradients, strict=True), len(gradients)
    return tuple(MicroBatch(Fraction(w), g, ends and k == count) for k, (w, g) in enumerate(pairs, 1))


def _of_loop(subject: Subject, name: str, options: tuple[str, ...]) -> Case:
    """A step is a micro-batch, for whose gradients depend on the weights; what a window lacks is first, of no weight.

    A curvature times k w / W, of which the mean is taken, has the weight w; these are powers of 2.
    """
    base, steps, parts = replace(base_of(subject), changes={}, groups=()), [], {}
    for t, weights in enumerate(WEIGHTS, 1):
        given = [base.gradients[(FULL * t + k) % len(base.gradients)] for k in range(len(weights))]
        steps += [tuple(_weighing(Fraction(0), g) for g in given[0])] * (FULL - len(weights))
        for part in _window(weights, given, ends=t in ENDS):
            steps.append(tuple(_weighing(FULL * part.weight / sum(weights), g) for g in part.gradients))
            parts[len(steps)] = (part,)
    hyper = {**base.hyper, WINDOW: Fraction(FULL)}
    return replace(base, name=name, hyper=hyper, gradients=tuple(steps), parts=parts, window=FULL, options=options)


def _weighing(share: Fraction, given: Values) -> Values:
    """The data of a micro-batch, curvatures and targets, with another share."""
    size = len(given) // 2
    return tuple(share * x if k < size else x for k, x in enumerate(given))


def _of_micro_steps(spoilt: Mapping[int, Any]) -> Iterator[tuple[int, Any]]:
    """The same windows by their micro-steps, of which one is spoilt and all are left out."""
    for t, places in spoilt.items():
        first = FULL * t - len(WEIGHTS[t - 1]) + 1
        yield from ((step, places if step == first else {}) for step in range(FULL * (t - 1) + 1, FULL * t + 1))


def of_all(window: Sequence[MicroBatch]) -> tuple[Values, ...]:
    """The gradients of the batch that a window is."""
    return tuple(
        tuple(mean([part.weight for part in window], x) for x in zip(*tensors, strict=True))
        for tensors in zip(*(part.gradients for part in window), strict=True)
    )


def mean(weights: Sequence[Fraction | int], values: Sequence[Fraction]) -> Fraction:
    return sum((w * x for w, x in zip(weights, values, strict=True)), Fraction(0)) / sum(weights)


def _element(draw: Stream, weights: Sequence[int]) -> Values:
    """The gradient of one element in each micro-batch of a window."""
    while True:
        values = tuple(Fraction(draw(-QUARTERS, QUARTERS), 4) for _ in weights)
        if len(set(weights)) == 1:
            values = _divisible(values)
        right, alike = mean(weights, values), mean([1] * len(weights), values)
        apart = len(set(weights)) == 1 or 4 * abs(right - alike) >= abs(right)
        if right and apart and all(map(_short, _on_the_way(weights, values))):
            return values


def _divisible(values: Values) -> Values:
    """What is added to a running mean is 0 where its divisor has a rounded reciprocal, by which XLA multiplies."""
    found: Values = ()
    for k, x in enumerate(values, 1):
        found += (x if k & (k - 1) == 0 else mean([1] * (k - 1), found),)
    return found


def _on_the_way(weights: Sequence[int], values: Values) -> list[Fraction]:
    """What stands in the memory of whoever gathers, in one way or another."""
    total, found = sum(weights), [Fraction(0)]
    for k, (w, x) in enumerate(zip(weights, values, strict=True), 1):
        before = list(zip(weights[:k], values[:k], strict=True))
        found += [w * x, sum((v * y for v, y in before), Fraction(0)), mean(weights[:k], values[:k])]
        found += [x - mean(weights[: k - 1], values[: k - 1]) if k > 1 else x]
        scaled, earlier = Fraction(len(weights) * w, total) * x, sum((v * y for v, y in before[:-1]), Fraction(0))
        running = Fraction(len(weights), total) * earlier / max(k - 1, 1)
        found += [scaled, scaled - running, (scaled - running) / k, running]
    return found


def _short(value: Fraction) -> bool:
    """Whether it has a mantissa that every dtype holds."""
    whole, parts = abs(value).as_integer_ratio()
    if parts & (parts - 1):
        return False
    while whole and whole % 2 == 0:
        whole //= 2
    return whole < 2**BITS
