"""Cases of one step drawn from the range in which budgets are proven: by a seeded stream, or by Hypothesis.

Whoever draws gives whole numbers of an interval; what they mean is the same for both.
"""

from collections.abc import Callable
from fractions import Fraction
from math import prod
from types import SimpleNamespace

import numpy as np

from goldstep.conformance.generated import shapes_of
from goldstep.conformance.limits import Limits
from goldstep.reference.algorithm import Hyper, Input, Slot, Variant, Window
from goldstep.reference.trajectory import Case, Values

ELEMENTS = 3
SETTINGS = 4  # distinct hyperparameter settings in the battery: a backend may compile for each
MOST_COUNTED = 4  # by a slot that counts something
LATEST = 40  # steps that a run can have behind it
_LOW, _HIGH = -12, 4  # exponents of the numbers drawn

Draw = Callable[[int, int], int]  # a whole number from the first to the second


class Stream:
    """Draws from the raw output of PCG64, which is documented to be the same for ever; 0 and both ends often."""

    def __init__(self, seed: int) -> None:
        self._source = np.random.PCG64(seed)

    def __call__(self, low: int, high: int) -> int:
        which, where = (int(x) for x in self._source.random_raw(2))
        special = (low, high, 0 if low <= 0 <= high else low)
        return special[which % 3] if which % 8 == 0 else low + where % (high - low + 1)


def number(draw: Draw, *, signed: bool = True) -> Fraction:
    """0 or a number with seven significant bits: exact in every dtype; the smaller the number drawn, the smaller it."""
    count = (_HIGH - _LOW) * 64
    n = draw(-count if signed else 0, count)
    if n == 0:
        return Fraction(0)
    exponent, mantissa = divmod(abs(n) - 1, 64)
    return (1 if n > 0 else -1) * Fraction(64 + mantissa, 64) * Fraction(2) ** (_LOW + exponent)


def within(hyper: Hyper, part: Fraction, limits: Limits) -> Fraction:
    """The value at this part of the range where the budget is proven, as the float64 that a user would type."""
    low, high = limits.drawn(hyper)
    value = low + (high - low) * part
    return Fraction(int(value) if hyper.integer else float(value))


def setting(draw: Draw, variant: Variant, limits: Limits, *, anywhere: bool) -> dict[str, Fraction]:
    """Hyperparameters: one of a few settings spread over the range, or from `anywhere` in it."""
    hypers = [limits.algorithm.hyper(name) for name in variant.defaults]
    if anywhere:
        return {hyper.name: within(hyper, Fraction(draw(0, 64), 64), limits) for hyper in hypers}
    k = draw(0, SETTINGS - 1)
    parts = (Fraction((k * (2 * i + 1) + i) % SETTINGS, SETTINGS - 1) for i in range(len(hypers)))
    return {hyper.name: within(hyper, part, limits) for hyper, part in zip(hypers, parts, strict=True)}


def case(draw: Draw, variant: Variant, limits: Limits, *, loads: bool, anywhere: bool = False) -> Case:
    """One step of a backend with these limits, from a drawn state where it can load one, else from the start."""
    algorithm = limits.algorithm
    shape = shapes_of(algorithm, ((ELEMENTS,),), ((2, 2),))[0]
    done = draw(0, LATEST) if loads else 0
    hyper = setting(draw, variant, limits, anywhere=anywhere)
    slots = algorithm.slots_of(variant) if done else ()
    state = {slot.name: (_held(draw, slot, prod(slot.shape(shape, hyper)), done, hyper),) for slot in slots}
    if state and algorithm.transitions and algorithm.transitions.determined:
        h = SimpleNamespace(**algorithm.complete(variant, hyper), **variant.switches)
        known = algorithm.transitions.held(h, done).items()
        state = {name: ((x,),) for name, x in known if name in state}
    params = tuple(number(draw) for _ in range(prod(shape)))
    given = tuple(x for input_ in algorithm.inputs for x in _input(draw, input_, prod(shape)))
    return Case(
        name="generated",
        algorithm=algorithm.name,
        variant=variant.name,
        hyper=hyper,
        shapes=(shape,),
        params=(params,),
        gradients=((given,),),
        done=done,
        state=state,
    )


def _input(draw: Draw, input_: Input, count: int) -> Values:
    if input_.values == "mask":
        return tuple(Fraction(draw(0, 1)) for _ in range(count))
    return tuple(number(draw, signed=input_.values == "real") for _ in range(count))


def _held(draw: Draw, slot: Slot, count: int, done: int, hyper: dict[str, Fraction]) -> Values:
    """What a slot can hold after `done` steps: a window remembers no more than these, the latest one last."""
    if slot.whole:
        return tuple(Fraction(draw(0, MOST_COUNTED)) for _ in range(count))
    least = hyper[slot.least] if slot.least else None
    drawn = tuple(number(draw, signed=not slot.nonnegative) for _ in range(count))
    drawn = drawn if least is None else tuple(max(x, least) for x in drawn)
    if not isinstance(slot.shape, Window):
        return drawn
    copies = int(hyper[slot.shape.name])
    early = count // copies * max(copies - done, 0)
    return (Fraction(0),) * early + drawn[early:]
