"""Hyperparameters that stand in groups, at their defaults, at the ends of their domains."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from goldstep.conformance.lives.inputs import (
    base_of,
    beside_a_small_one,
    ended,
    hardly_moving,
    lasting,
    listening,
    of_shapes,
)
from goldstep.conformance.lives.values import STEPS_OF_NUMBERS, WARM, ends, free_hypers, sizes, varied
from goldstep.conformance.lives.whom import alone, can_be_grouped
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

EDGE_STEPS = 4


def grouped(subject: Subject) -> Case:
    """Three parameters: one as all are, one with every hyperparameter higher, and one with every one lower."""
    base = base_of(subject)
    free = free_hypers(subject, base, subject.limits.common)
    both = [varied(hyper, base.hyper[hyper.name], subject.limits.domain(hyper)) for hyper in free]
    higher, lower = ({hyper.name: pair[k] for hyper, pair in zip(free, both, strict=True)} for k in (0, 1))
    steps = STEPS_OF_NUMBERS if subject.algorithm.number else WARM + 2
    begin = [{}, higher, lower]
    kinds = list(subject.algorithm.kinds.values()) if len(subject.algorithm.kinds) > 1 else [base.shapes[0]]
    begin = [own for own in begin for _ in kinds]
    case = of_shapes(replace(lasting(base, steps), changes={}), kinds * 3)
    if alone(subject):
        case, begin = beside_a_small_one(subject, case), [*begin, lower]
    if subject.algorithm.number:  # the parameter is the learning rate of its group
        rates = tuple((group.get("lr", base.hyper["lr"]),) for group in begin)
        case = replace(case, params=rates if "lr" in base.hyper else case.params)
    return ended(subject, replace(case, name="groups-of-all", groups=tuple(begin)))


def at_defaults(subject: Subject) -> Case:
    """Every hyperparameter that has a default has it."""
    base = replace(base_of(subject), changes={}, groups=())
    defaults = {k: x for k, x in subject.variant.exact_defaults.items() if k not in subject.limits.fixed}
    filled = sum(int(defaults.get(name, 0)) for name in sizes(subject))  # the steps that a window takes to be full
    case = replace(base, hyper={**base.hyper, **defaults})
    if subject.algorithm.number:
        case = listening(replace(case, gradients=subject.cases[0].gradients))
    case = lasting(case, max(WARM + filled, len(case.gradients)) if subject.algorithm.number else WARM + filled)
    case = beside_a_small_one(subject, case) if alone(subject) else case
    return replace(case, name="defaults", silent=frozenset(defaults))


def published(subject: Subject) -> Case:
    """The same, where a backend is told so; most cases have numbers that are exact in every dtype, these are not."""
    return replace(at_defaults(subject), name="published", silent=frozenset())


def edges(subject: Subject) -> Iterator[Case]:
    """A few steps at each end of each domain that makes sense, and where all that has no effect at 0 is 0."""
    return (ended(subject, case) for case in _edges(subject))


def _edges(subject: Subject) -> Iterator[Case]:
    number = subject.algorithm.number
    base = replace(lasting(base_of(subject), STEPS_OF_NUMBERS if number else EDGE_STEPS), changes={}, groups=())
    free = free_hypers(subject, base)
    neutral = [h for h in free if h.neutral == 0 and not h.integer and Fraction(0) in subject.limits.domain(h)]
    if len(neutral) > 1:
        off = {h.name: Fraction(0) for h in neutral}
        yield replace(hardly_moving(base) if number else base, name="nothing-held", hyper={**base.hyper, **off})
    for hyper in free:
        for value in ends(hyper, subject.limits.domain(hyper), base):
            if value != base.hyper[hyper.name]:
                case = base
                if value == 0 and number:
                    case = hardly_moving(base)
                elif value == 0 and alone(subject):
                    case = beside_a_small_one(subject, base)
                yield replace(case, name=f"{hyper.name}-{float(value):.3g}", hyper={**base.hyper, hyper.name: value})


def joining(subject: Subject) -> Case:
    """A last parameter joins a run at its third step, with hyperparameters of its own where it can have them."""
    case = grouped(subject)
    if not (can_be_grouped(subject) and subject.backend.info.groups):
        case = replace(case, groups=())
    return replace(case, name="joins", joins={len(case.shapes) - 1: 3})
