"""Gradients that are missing, options, parameters of other shapes, late steps."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import inf, nan, prod

from goldstep.conformance.drawn import Stream, number
from goldstep.conformance.lives.inputs import base_of, lasting, of_shapes, shapes_for
from goldstep.conformance.lives.values import WARM, Hypers
from goldstep.conformance.lives.whom import is_loop, ranks
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Slot, scalar
from goldstep.reference.trajectory import Case, Values

SHORT = Fraction(1, 16)
COUNTS = (299, 2999, 2**24 - 1)  # steps behind a run: the next one is round, past what tables hold, past float32


def maximizing(subject: Subject) -> Case:
    """The gradients are those of a function that is to grow."""
    return replace(lasting(base_of(subject), WARM), name="maximize", options=("maximize",), changes={}, groups=())


def guarded(subject: Subject) -> Case:
    """Updates that are left out: the first one, one alone, and two in a row."""
    base = base_of(subject)
    if is_loop(subject):  # each micro-step makes an update
        base = replace(base, hyper={**base.hyper, "every": Fraction(1)})
    case = replace(lasting(base, 9), name="guard", options=("guard",), changes={}, groups=())
    last = len(case.shapes) - 1
    spoilt = {1: {(last, 0): inf}, 4: {(0, 0): nan}, 6: {(0, 0): -inf, (last, 0): nan}, 7: {(last, 0): inf}}
    return replace(case, spoilt=spoilt)


def measured(subject: Subject) -> Case:
    """Gradients whose norms are exact in every dtype, of each tensor and of all: beyond a limit, and far below it."""
    base = replace(base_of(subject), changes={}, groups=())
    long = tuple(tuple(map(Fraction, g)) for g in ((3, -4), (12, 0)))
    short = tuple(tuple(x * SHORT for x in g) for g in long)
    params = ((Fraction(0),) * 2,) * 2
    return replace(base, name="norms", shapes=((2,), (2,)), params=params, gradients=(long, short, long))


def masked(subject: Subject) -> Case:
    """Of four parameters, two do not decay."""
    base = base_of(subject)
    decay = base.hyper["weight_decay"] or Fraction(1, 8)
    case = replace(lasting(base, 4), hyper={**base.hyper, "weight_decay": decay}, changes={})
    case = of_shapes(case, [base.shapes[0]] * 4)
    own: tuple[Hypers, ...] = ({}, {"weight_decay": Fraction(0)}, {"weight_decay": Fraction(0)}, {})
    return replace(case, name="mask", options=("mask",), groups=own)


def resting(subject: Subject) -> Case:
    """Gradients that are missing: at first, in the middle, always; beside some that are zero."""
    algorithm = subject.algorithm
    base = replace(lasting(base_of(subject), 6), changes={}, groups=())
    case = of_shapes(base, shapes_for(algorithm, 6))
    absent = {(t, 1) for t in (1, 2)} | {(3, 2), (4, 2)} | {(t, 3) for t in case.steps} | {(1, 5), (6, 5)}
    zeros = tuple(
        tuple((Fraction(0),) * len(g) if i == 4 and t not in (2, 3) else g for i, g in enumerate(step))
        for t, step in zip(case.steps, case.gradients, strict=True)
    )  # before the first gradient, and while the state of older ones still moves the parameter
    return replace(case, name="missing", gradients=zeros, absent=frozenset(absent))


def shaped(subject: Subject) -> Case:
    """Parameters of no axis and of two to four."""
    base = replace(lasting(base_of(subject), 4), changes={}, groups=())
    shapes: list[tuple[int, ...]] = [(2, 3)] if 2 in ranks(subject) else [(), (1,), (2, 3), (2, 1, 3), (2, 2, 1, 2)]
    return replace(of_shapes(base, shapes), name="shapes")


def without_elements(subject: Subject) -> Case:
    """A parameter that has no elements between others."""
    base = replace(lasting(base_of(subject), 4), changes={}, groups=())
    return replace(of_shapes(base, [(3,), (0,), (2,)]), name="empty")


def laid_out(subject: Subject, *, constant_rows: bool = False) -> Case:
    """Parameters with several axes, whose gradients may be the same along the last of them."""
    base = replace(lasting(base_of(subject), 3), changes={}, groups=())
    case = of_shapes(base, [(3, 5)] if 2 in ranks(subject) else [(3, 5), (2, 3, 2, 2), (6,)])
    if constant_rows:
        rows = [shape[-1] for shape in case.shapes]
        case = replace(
            case,
            gradients=tuple(
                tuple(tuple(g[k - k % n] for k in range(len(g))) for g, n in zip(step, rows, strict=True))
                for step in case.gradients
            ),
        )
    return replace(case, name="laid-out")


def late(subject: Subject) -> Iterator[Case]:
    """Steps from a state that is loaded after many others; at published values, too, whose powers are not 0 by then."""
    base, draw = replace(base_of(subject), changes={}, groups=()), Stream(7)
    published = {k: x for k, x in subject.variant.exact_defaults.items() if not subject.algorithm.hyper(k).integer}
    usual = replace(base, name="published", hyper={**base.hyper, **published})
    for case, counts in ((base, COUNTS), (usual, COUNTS[:-1] if published else ())):
        for done in counts:
            state = {s.name: _held(draw, s, case) for s in subject.algorithm.slots_of(subject.variant)}
            name = f"after-{done}" if case is base else f"published-after-{done}"
            yield replace(case, name=name, gradients=case.gradients[:2], done=done, state=state)


def _held(draw: Stream, slot: Slot, case: Case) -> tuple[Values, ...]:
    """What a slot may hold late in a run, for each parameter."""
    shapes = [slot.shape(shape, case.hypers_at(1)) for shape in case.shapes]
    if slot.start == "theta":
        return case.params
    if slot.shape is scalar or slot.whole:
        begin = case.hypers_at(1)[slot.start] if isinstance(slot.start, str) else slot.start
        value = begin if slot.late is None else slot.late
        return tuple((value,) * prod(shape) for shape in shapes)
    return tuple(tuple(number(draw, signed=not slot.nonnegative) for _ in range(prod(s))) for s in shapes)
