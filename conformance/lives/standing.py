"""Hyperparameters that stand in groups, at their defaults, at the ends of their domains."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from goldstep.conformance.lives.acting import acting, bounded, started
from goldstep.conformance.lives.inputs import (
    base_of,
    beside_a_small_one,
    ended,
    hardly_moving,
    lasting,
    listening,
    of_shapes,
)
from goldstep.conformance.lives.values import STEPS_OF_NUMBERS, WARM, Hypers, ends, free_hypers, sizes, varied
from goldstep.conformance.lives.whom import alone, can_be_grouped
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

EDGE_STEPS = 4
MANY = 1000  # steps that no case waits for
GUARD = Fraction(1, 2**10)  # what code may keep a hyperparameter above, where it may be 0


def grouped(subject: Subject) -> Case:
    """Three parameters: one as all are, one with every hyperparameter lower, and one with every one higher.

    A small one shares the group of the second, behind which another one follows.
    """
    base = base_of(subject)
    free = free_hypers(subject, base, subject.limits.common)
    both = [varied(hyper, base.hyper[hyper.name], subject.limits.domain(hyper)) for hyper in free]
    higher, lower = ({hyper.name: pair[k] for hyper, pair in zip(free, both, strict=True)} for k in (0, 1))
    steps = STEPS_OF_NUMBERS if subject.algorithm.number else WARM + 2
    begin: list[Hypers] = [{}, lower, higher]
    kinds = list(subject.algorithm.kinds.values()) if len(subject.algorithm.kinds) > 1 else [base.shapes[0]]
    begin = [own for own in begin for _ in kinds]
    case = of_shapes(replace(lasting(base, steps), changes={}), kinds * 3)
    if alone(subject):
        case, begin = beside_a_small_one(subject, case), [*begin, lower]
    if subject.algorithm.number and "lr" in base.hyper:  # the parameter is the learning rate of its group
        begin += _bounded(subject, replace(lasting(base, steps), changes={}, groups=()), higher, lower)
        case = of_shapes(case, [()] * len(begin))
        case = replace(case, params=tuple((group.get("lr", base.hyper["lr"]),) for group in begin))
    return ended(subject, replace(case, name="groups-of-all", groups=tuple(begin)))


def _bounded(subject: Subject, base: Case, higher: Hypers, lower: Hypers) -> Iterator[Hypers]:
    """Groups of schedules in which a bound acts that does not act in others: without other bounds, and near it."""
    off = [name for name in higher if subject.algorithm.hyper(name).neutral == 0]
    for name in off:
        if acting([base], {name: higher[name]}):
            continue
        for own, wrong in ((higher, base.hyper), (lower, higher)):
            if found := acting(bounded(subject, base, name, own[name]), {name: wrong[name]}):
                yield {key: found.hyper[key] for key in (*off, "lr")}


def at_defaults(subject: Subject) -> Iterator[Case]:
    """Every hyperparameter that has a default has it; one more case for each that does not act there."""
    base = replace(base_of(subject), changes={}, groups=())
    defaults = {k: x for k, x in subject.variant.exact_defaults.items() if k not in subject.limits.fixed}
    filled = sum(int(defaults.get(name, 0)) for name in sizes(subject))  # the steps that a window takes to be full
    case = replace(base, hyper={**base.hyper, **defaults}, name="defaults", silent=frozenset(defaults))
    if subject.algorithm.number:
        case = listening(replace(case, gradients=subject.cases[0].gradients))
    case = lasting(case, max(WARM + filled, len(case.gradients)) if subject.algorithm.number else WARM + filled)
    yield beside_a_small_one(subject, case) if alone(subject) else case
    for name, value in defaults.items():
        hyper = subject.algorithm.hyper(name)
        if hyper.integer:
            further = lasting(case, WARM + int(value)) if value < MANY and name not in sizes(subject) else None
        else:
            further = started(subject, case, value)
        if value and further:
            found = acting([case, further], {name: varied(hyper, value, subject.limits.domain(hyper))[1]})
            if found is further:
                yield replace(found, name=f"default-{name}")


def published(subject: Subject) -> Case:
    """The same, where a backend is told so; most cases have numbers that are exact in every dtype, these are not."""
    return replace(next(at_defaults(subject)), name="published", silent=frozenset())


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
                case = replace(case, name=f"{hyper.name}-{float(value):.5g}", hyper={**base.hyper, hyper.name: value})
                if value == 0 and GUARD in hyper.domain:
                    case = acting(_further(subject, case), {hyper.name: GUARD}) or case
                yield case


def _further(subject: Subject, case: Case) -> Iterator[Case | None]:
    """The case, and others in which a hyperparameter acts that does not act there: longer, or small from the start."""
    yield case
    yield lasting(case, max(WARM + 2, len(case.gradients)))
    yield started(subject, case, GUARD)


def joining(subject: Subject) -> Case:
    """Two parameters join a run, at its second and third step, with hyperparameters of their own where they can."""
    case = grouped(subject)
    last = len(case.shapes) - 1
    if not (can_be_grouped(subject) and subject.backend.info.groups):
        case = replace(case, groups=())
    return replace(case, name="joins", joins={last - 1: 2, last: 3})
