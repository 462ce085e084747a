"""What happens to an optimizer in use, as cases: made from the declaration of every algorithm, for all of them at once.

A case here is the first golden case of a subject lived differently: with hyperparameters that change one after the
other, that stand in groups, at the ends of their domains or at their defaults; with gradients that are missing; late in
a run; with parameters of other shapes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import prod

from goldstep.conformance.drawn import Stream, number
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Window, scalar
from goldstep.reference.trajectory import Case, Values

WARM = 6  # steps before the first change: RAdam is rectified then
EDGE_STEPS = 4
EDGE_STEPS_OF_NUMBERS = 40  # enough for a rate that is halved after plateaus to come near 0
COUNTS = (299, 2099, 2**24 - 1)  # steps behind a run: past what tables and short runs hold, and what float32 counts
RATES = (Fraction(3), Fraction(1, 2**40))  # learning rates above 2, and far below all others
SMALL = Fraction(1, 2**16)  # a relative change that float32 still holds
NEAR = Fraction(1, 2**12)  # how near to the end of its domain a decay rate is taken

Hypers = Mapping[str, Fraction]


def changing(subject: Subject) -> Case:
    """Every hyperparameter goes up, down, and back to where it was, one after the other."""
    base = _base(subject)
    changes: dict[int, dict[str, Fraction]] = {}
    t = WARM
    for hyper in _free(subject, base, subject.limits.constant):
        up, down = varied(hyper, base.hyper[hyper.name], subject.limits.domain(hyper))
        for value in (up, down, base.hyper[hyper.name]):
            t += 1
            changes[t] = {hyper.name: value}
    return replace(_long(base, t), name="changes", changes=changes, groups=())


def can_be_grouped(subject: Subject) -> bool:
    """Whether some hyperparameter may have another value for one parameter than for another."""
    names = subject.variant.defaults.keys() - _sizes(subject) - subject.limits.common - subject.limits.fixed.keys()
    return bool(names) and subject.algorithm.couples != "all"


def grouped(subject: Subject) -> Case:
    """Three parameters: one as all are, one with every hyperparameter higher, and one with every one lower."""
    base = _base(subject)
    free = _free(subject, base, subject.limits.common)
    both = [varied(hyper, base.hyper[hyper.name], subject.limits.domain(hyper)) for hyper in free]
    higher, lower = ({hyper.name: pair[k] for hyper, pair in zip(free, both, strict=True)} for k in (0, 1))
    case = _of_shapes(replace(_long(base, WARM + 2), changes={}), [base.shapes[0]] * 3)
    begin = [{}, higher, lower]
    if subject.algorithm.number:  # the parameter is the learning rate of its group
        rates = tuple((group.get("lr", base.hyper["lr"]),) for group in begin)
        case = replace(case, params=rates if "lr" in base.hyper else case.params)
    return replace(case, name="groups-of-all", groups=tuple(begin))


def at_defaults(subject: Subject) -> Case:
    """Every hyperparameter that has a default has it."""
    base = _base(subject)
    defaults = {k: x for k, x in subject.variant.exact_defaults.items() if k not in subject.limits.fixed}
    case = replace(_long(base, WARM), name="defaults", hyper={**base.hyper, **defaults}, changes={}, groups=())
    return replace(case, silent=frozenset(defaults))


def edges(subject: Subject) -> Iterator[Case]:
    """A few steps at each end of each domain that makes sense, and where all that can be neutral is."""
    number = subject.algorithm.number
    base = replace(_long(_base(subject), EDGE_STEPS_OF_NUMBERS if number else EDGE_STEPS), changes={}, groups=())
    free = _free(subject, base)
    neutral = {h.name: h.neutral for h in free if h.neutral is not None and h.neutral in subject.limits.domain(h)}
    if len(neutral) > 1:
        yield replace(_hardly_moving(base) if number else base, name="neutral", hyper={**base.hyper, **neutral})
    for hyper in free:
        for value in _ends(hyper, subject.limits.domain(hyper)):
            if value != base.hyper[hyper.name]:
                case = _hardly_moving(base) if value == 0 and number else base
                yield replace(case, name=f"{hyper.name}-{float(value):.3g}", hyper={**base.hyper, hyper.name: value})


def _ends(hyper: Hyper, domain: Interval) -> list[Fraction]:
    low, high = domain.bounds
    ends = [low, *([] if high is None else [nearest(high - NEAR * (high - low))])]
    if hyper.name == "lr":
        ends += RATES
    return [value for value in dict.fromkeys(ends) if value in domain and value in hyper.domain and not hyper.integer]


def _hardly_moving(case: Case) -> Case:
    """The case with what its first step is given: a little less, a little more, less again, and then as it was."""
    first = case.gradients[0]
    moves = [Fraction(1), 1 - SMALL, 1 + SMALL, 1 - 2 * SMALL, *[Fraction(1)] * (len(case.gradients) - 4)]
    return replace(case, gradients=tuple(tuple(tuple(x * move for x in g) for g in first) for move in moves))


def others(subject: Subject, values: Hypers) -> dict[str, Fraction]:
    """Other values for all hyperparameters that may have other ones."""
    algorithm, domain = subject.algorithm, subject.limits.domain
    held = _sizes(subject) | subject.limits.fixed.keys()
    hypers = ((algorithm.hyper(name), value) for name, value in values.items())
    return {h.name: value if h.name in held else varied(h, value, domain(h))[0] for h, value in hypers}


def can_grow(subject: Subject) -> bool:
    return can_be_grouped(subject) and alone(subject) and subject.backend.info.groups


def joining(subject: Subject) -> Case:
    """A third parameter joins a run at its third step, with hyperparameters of its own."""
    return replace(grouped(subject), name="joins", joins={2: 3})


def tensors(subject: Subject) -> bool:
    return not subject.algorithm.number


def alone(subject: Subject) -> bool:
    """Whether each parameter is a tensor that goes its way alone."""
    return tensors(subject) and subject.algorithm.couples != "all"


def resting(subject: Subject) -> Case:
    """Gradients that are missing: at first, in the middle, always; beside some that are zero."""
    algorithm = subject.algorithm
    base = replace(_long(_base(subject), 6), changes={}, groups=())
    case = _of_shapes(base, _shapes(algorithm, 6))
    absent = {(t, 1) for t in (1, 2)} | {(3, 2), (4, 2)} | {(t, 3) for t in case.steps} | {(1, 5), (6, 5)}
    zeros = tuple(
        tuple((Fraction(0),) * len(g) if i == 4 else g for i, g in enumerate(step)) for step in case.gradients
    )
    return replace(case, name="missing", gradients=zeros, absent=frozenset(absent))


def _ranks(subject: Subject) -> set[int]:
    return {len(shape) for shape in subject.algorithm.kinds.values()}


def any_shape(subject: Subject) -> bool:
    return tensors(subject) and (not subject.algorithm.coupling(subject.variant) or 1 in _ranks(subject))


def shaped(subject: Subject) -> Case:
    """Parameters of no axis and of two to four."""
    base = replace(_long(_base(subject), 4), changes={}, groups=())
    shapes: list[tuple[int, ...]] = [(2, 3)] if 2 in _ranks(subject) else [(), (1,), (2, 3), (2, 1, 3), (2, 2, 1, 2)]
    return replace(_of_shapes(base, shapes), name="shapes")


def laid_out(subject: Subject, *, constant_rows: bool = False) -> Case:
    """Parameters with several axes, whose gradients may be the same along the last of them."""
    base = replace(_long(_base(subject), 3), changes={}, groups=())
    case = _of_shapes(base, [(3, 5)] if 2 in _ranks(subject) else [(3, 5), (2, 3, 2, 2), (6,)])
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
    """Steps from a state that is loaded after many others."""
    base = replace(_base(subject), changes={}, groups=())
    draw = Stream(7)
    for done in COUNTS:
        state = {s.name: _held(draw, s, base) for s in subject.algorithm.slots_of(subject.variant)}
        yield replace(base, name=f"after-{done}", gradients=base.gradients[:2], done=done, state=state)


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


def varied(hyper: Hyper, value: Fraction, domain: Interval) -> tuple[Fraction, Fraction]:
    """A higher and a lower value of the domain, exact in every dtype where this one is."""
    low, high = domain.bounds
    if hyper.integer:
        return value + 1, value - 1 if value - 1 in domain and value > 1 else value + 2
    if value == low or (value == 0 and high is None):
        top = hyper.drawn.bounds[1] or Fraction(1)
        half, quarter = nearest((low + top) / 2), nearest((low + top) / 4)
        return half, quarter if quarter > low else nearest((3 * low + top) / 4)
    up = 2 * value if high is None or 2 * value in domain else nearest((value + high) / 2)
    down = value / 2 if value / 2 in domain else nearest((value + low) / 2)
    return up, down


def nearest(value: Fraction) -> Fraction:
    """The float64 next to a value."""
    return Fraction(float(value))


def _free(subject: Subject, case: Case, bound: frozenset[str] = frozenset()) -> list[Hyper]:
    """The hyperparameters that may have other values: not those that say how much a state variable holds."""
    bound = bound | _sizes(subject) | subject.limits.fixed.keys()
    return [subject.algorithm.hyper(name) for name in case.hyper if name not in bound]


def _sizes(subject: Subject) -> frozenset[str]:
    return frozenset(slot.shape.name for slot in subject.algorithm.slots if isinstance(slot.shape, Window))


def _base(subject: Subject) -> Case:
    """The first golden case, with every hyperparameter of the subject's own variant."""
    case = subject.cases[0]
    complete = case.hypers_at(case.done + 1)
    return replace(
        case, variant=subject.variant_name, hyper={name: nearest(complete[name]) for name in subject.variant.defaults}
    )


def _long(case: Case, steps: int) -> Case:
    """The case with this many steps; its gradients come again and again."""
    given = [case.gradients[k % len(case.gradients)] for k in range(steps)]
    return replace(case, gradients=tuple(given))


def _shapes(algorithm: Algorithm, count: int) -> list[tuple[int, ...]]:
    """So many parameters, of every kind that the algorithm tells apart."""
    kinds = list(algorithm.kinds.values())
    return [kinds[k % len(kinds)] for k in range(count)]


def _of_shapes(case: Case, shapes: list[tuple[int, ...]]) -> Case:
    """The case with parameters of other shapes: its numbers in another order, one after the other."""
    from goldstep.reference.registry import get

    inputs = len(get(case.algorithm).inputs)
    own = [x for tensor in case.params for x in tensor]
    params = tuple(_cycle(own, prod(shape), 3 * k) for k, shape in enumerate(shapes))
    steps = []
    for step in case.gradients:
        parts = [_inputs_of(step, inputs, j) for j in range(inputs)]
        steps.append(
            tuple(tuple(x for part in parts for x in _cycle(part, prod(s), 2 * k)) for k, s in enumerate(shapes))
        )
    return replace(case, shapes=tuple(shapes), params=params, gradients=tuple(steps))


def _inputs_of(step: tuple[Values, ...], inputs: int, j: int) -> list[Fraction]:
    """The numbers of one input of all parameters."""
    return [x for g in step for x in g[j * len(g) // inputs : (j + 1) * len(g) // inputs]]


def _cycle(values: list[Fraction], count: int, begin: int) -> Values:
    return tuple(values[(begin + k) % len(values)] for k in range(count)) if values else ()
