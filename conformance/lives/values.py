"""Other values of hyperparameters: near ones, far ones, those at the ends of a domain."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Window
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.trajectory import Case, follow

FAR = 64  # by what factor
NEAR = Fraction(1, 2**12)  # how near to the end of its domain a decay rate is taken
RATES = (Fraction(3), Fraction(1, 2**40))  # learning rates above 2, and far below all others
Hypers = Mapping[str, Fraction]
STEPS_OF_NUMBERS = 40  # enough for a rate that is halved after plateaus to come near 0
WARM = 6  # steps before the first change: RAdam is rectified then


def varied(hyper: Hyper, value: Fraction, domain: Interval) -> tuple[Fraction, Fraction]:
    """A higher and a lower value of the domain, exact in every dtype where this one is."""
    low, high = domain.bounds
    if hyper.integer:
        up = value + 3 if value + 3 in domain else value + 1  # the up of a cycle of three meets one step in three
        return up, value - 1 if value - 1 in domain and value > 1 else value + 2
    if value == low or (value == 0 and high is None):
        top = hyper.drawn.bounds[1] or Fraction(1)
        half, quarter = nearest((low + top) / 2), nearest((low + top) / 4)
        return half, quarter if quarter > low else nearest((3 * low + top) / 4)
    up = 2 * value if high is None or 2 * value in domain else nearest((value + high) / 2)
    down = value / 2 if value / 2 in domain else nearest((value + low) / 2)
    return up, down


def far(hyper: Hyper, value: Fraction, domain: Interval) -> tuple[Fraction, Fraction]:
    """A far higher and a far lower value of the domain."""
    low, high = domain.bounds
    if hyper.integer:
        up = value + FAR if high is None else min(value + 4, high)  # a bounded one may be an exponent
        return up, max(low, Fraction(1)) if value > 1 else value + 4
    up, down = varied(hyper, value, domain)
    if value == low:
        return up, down
    up = FAR * value if high is None or FAR * value in domain else nearest((15 * high + up) / 16)
    return up, value / FAR if value / FAR in domain else nearest((15 * low + down) / 16)


def nearest(value: Fraction) -> Fraction:
    """The float64 next to a value."""
    return Fraction(float(value))


def others(subject: Subject, values: Hypers) -> dict[str, Fraction]:
    """Other values for all hyperparameters that may have other ones."""
    algorithm, domain = subject.algorithm, subject.limits.domain
    held = sizes(subject) | subject.limits.fixed.keys()
    hypers = ((algorithm.hyper(name), value) for name, value in values.items())
    return {h.name: value if h.name in held else varied(h, value, domain(h))[0] for h, value in hypers}


def ends(hyper: Hyper, domain: Interval, case: Case) -> list[Fraction]:
    """The ends of a domain, a value near the upper one, and near one that is none of it; counts have the lower one."""
    low, high = domain.bounds
    near = NEAR * (Fraction(1) if high is None else high - low)
    least = low if low in domain or hyper.integer else nearest(low + near)
    ends = [max([least, *(case.hyper[name] + hyper.integer for name in hyper.above if name in case.hyper)])]
    if high is not None and not hyper.integer:
        ends += [nearest(high - near), high]
    if hyper.name == "lr":
        ends += RATES
    elif high is None and (hyper.neutral == 0 or hyper.name == "weight_decay") and case.hyper.get("lr"):
        ends.append(nearest(2 / case.hyper["lr"]))  # decay by it goes beyond 0
    found = [value for value in dict.fromkeys(ends) if value in domain and value in hyper.domain]
    return [value for value in found if not hyper.integer or _defined(case, {hyper.name: value})]


def _defined(case: Case, hyper: Hypers) -> bool:
    """Whether a rule gives numbers where a count has this value: a length of 0 may be divided by."""
    other = replace(case, hyper={**case.hyper, **hyper})
    try:
        with np.errstate(all="ignore"):
            states = [x for moment in follow(other, Floats()) for state in moment.states for x in state.values()]
    except ArithmeticError:
        return False
    return all(np.isfinite(x).all() for x in states)


def in_order(algorithm: Algorithm, values: Hypers) -> bool:
    """Whether no hyperparameter lies below one that it must be above."""
    hypers = [algorithm.hyper(name) for name in values]
    return all(values[h.name] >= values[other] + h.integer for h in hypers for other in h.above if other in values)


def free_hypers(subject: Subject, case: Case, bound: frozenset[str] = frozenset()) -> list[Hyper]:
    """The hyperparameters that may have other values: not those that say how much a state variable holds."""
    bound = bound | sizes(subject) | subject.limits.fixed.keys()
    return [subject.algorithm.hyper(name) for name in case.hyper if name not in bound]


def sizes(subject: Subject) -> frozenset[str]:
    return frozenset(slot.shape.name for slot in subject.algorithm.slots if isinstance(slot.shape, Window))
