"""What happens to an optimizer in use, as cases: made from the declaration of every algorithm, for all of them at once.

A case here is the first golden case of a subject lived differently: with hyperparameters that change one after the
other, that stand in groups, at the ends of their domains or at their defaults; with gradients that are missing; late in
a run; with parameters of other shapes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import inf, nan, prod
from types import SimpleNamespace

import numpy as np

from goldstep.conformance.drawn import Stream, number
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Window, scalar
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.registry import family, get
from goldstep.reference.trajectory import Case, Values, follow

WARM = 6  # steps before the first change: RAdam is rectified then
EDGE_STEPS = 4
STEPS_OF_NUMBERS = 40  # enough for a rate that is halved after plateaus to come near 0
COUNTS = (299, 2099, 2**24 - 1)  # steps behind a run: past what tables and short runs hold, and what float32 counts
RATES = (Fraction(3), Fraction(1, 2**40))  # learning rates above 2, and far below all others
TINY = Fraction(1, 2**40)  # the ratio of small numbers to ordinary ones
SMALL = Fraction(1, 2**16)  # a relative change that float32 still holds
# metrics after those of a golden, in sixteenths of an improvement: short of it, on it, beyond it, and none on a plateau
PARTS: tuple[int | None, ...] = (12, 16, 20, None, 17, 12, 24, None, 17, 8, 17, 12, None, 36, None)
FULL = 6  # the first step after which a hyperparameter changes by far
FAR = 64  # by what factor
NEAR = Fraction(1, 2**12)  # how near to the end of its domain a decay rate is taken

Hypers = Mapping[str, Fraction]


def changing(subject: Subject) -> list[Case]:
    """Every hyperparameter goes up, down, and back to where it was, one after the other.

    Those of a schedule do so again and again, each in a case of its own: most of them act in some part of it only.
    """
    base = replace(_base(subject), changes={}, groups=())
    free = _free(subject, base, subject.limits.constant)
    ways = {h.name: (*varied(h, base.hyper[h.name], subject.limits.domain(h)), base.hyper[h.name]) for h in free}
    if subject.algorithm.number:
        steps = range(2, STEPS_OF_NUMBERS + 1)
        again = {name: {t: {name: way[_irregular(t)]} for t in steps} for name, way in ways.items()}
        long = _long(base, STEPS_OF_NUMBERS)
        counts = [hyper.name for hyper in free if hyper.integer]
        turned = {name: {t: {name: ways[name][(1 - _irregular(t)) % 3]} for t in steps} for name in counts}
        cases = [replace(long, name=f"changes-of-{name}", changes=changes) for name, changes in again.items()]
        cases += [replace(long, name=f"changes-of-{name}-too", changes=changes) for name, changes in turned.items()]
        return [_ended(subject, case) for case in cases]
    free.sort(key=_delicate)
    in_turn = [{hyper.name: value} for hyper in free for value in ways[hyper.name]]
    changes = dict(enumerate(in_turn, WARM + 1))
    near = replace(_long(base, WARM + len(in_turn)), name="changes", changes=changes)
    return [near, _changing_far(subject, base, free)] if free else [near]


def _changing_far(subject: Subject, base: Case, free: list[Hyper]) -> Case:
    """The same by a large factor, for two steps each, in which the gradients are the same: limits are crossed then."""
    if "length" in base.hyper:  # or nothing acts any more where the schedule of a loop has ended
        base = replace(base, hyper={**base.hyper, "length": Fraction(FAR)})
    t = FULL
    changes: dict[int, dict[str, Fraction]] = {}
    for hyper in free:
        value = base.hyper[hyper.name]
        for new in (*far(hyper, value, subject.limits.domain(hyper)), value):
            if _in_order(subject.algorithm, {**base.hyper, hyper.name: new}):
                changes.setdefault(t, {})[hyper.name] = new
                t += 2
        t -= 2  # the next one begins where this one is back
    case = _long(base, t)
    return replace(case, name="changes-far", gradients=tuple(case.gradients[k // 2] for k in range(t)), changes=changes)


def _delicate(hyper: Hyper) -> bool:
    """Whether budgets are proven in a narrow range only: outside of it, parameters may grow without bounds."""
    low, high = (abs(x) for x in hyper.drawn.bounds if x is not None)
    return max(low, high) < 2 * min(low, high)


def _in_order(algorithm: Algorithm, values: Hypers) -> bool:
    """Whether no hyperparameter lies below one that it must be above."""
    hypers = [algorithm.hyper(name) for name in values]
    return all(values[h.name] >= values[other] + h.integer for h in hypers for other in h.above if other in values)


def _irregular(t: int) -> int:
    """0, 1 or 2 in an order without a short period, which could only meet steps in which a change does nothing."""
    return (t // 2 + t // 3 + t // 5) % 3


def has_free(subject: Subject) -> bool:
    """Whether some hyperparameter may have another value."""
    return bool(subject.variant.defaults.keys() - _sizes(subject) - subject.limits.fixed.keys())


def has_defaults(subject: Subject) -> bool:
    return bool(subject.variant.exact_defaults.keys() - subject.limits.fixed.keys())


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
    steps = STEPS_OF_NUMBERS if subject.algorithm.number else WARM + 2
    begin = [{}, higher, lower]
    kinds = list(subject.algorithm.kinds.values()) if len(subject.algorithm.kinds) > 1 else [base.shapes[0]]
    begin = [own for own in begin for _ in kinds]
    case = _of_shapes(replace(_long(base, steps), changes={}), kinds * 3)
    if alone(subject):
        case, begin = _beside_a_small_one(subject, case), [*begin, lower]
    if subject.algorithm.number:  # the parameter is the learning rate of its group
        rates = tuple((group.get("lr", base.hyper["lr"]),) for group in begin)
        case = replace(case, params=rates if "lr" in base.hyper else case.params)
    return _ended(subject, replace(case, name="groups-of-all", groups=tuple(begin)))


def at_defaults(subject: Subject) -> Case:
    """Every hyperparameter that has a default has it."""
    base = replace(_base(subject), changes={}, groups=())
    defaults = {k: x for k, x in subject.variant.exact_defaults.items() if k not in subject.limits.fixed}
    filled = sum(int(defaults.get(name, 0)) for name in _sizes(subject))  # the steps that a window takes to be full
    case = replace(base, hyper={**base.hyper, **defaults})
    if subject.algorithm.number:
        case = _listening(replace(case, gradients=subject.cases[0].gradients))
    case = _long(case, max(WARM + filled, len(case.gradients)) if subject.algorithm.number else WARM + filled)
    case = _beside_a_small_one(subject, case) if alone(subject) else case
    return replace(case, name="defaults", silent=frozenset(defaults))


def edges(subject: Subject) -> Iterator[Case]:
    """A few steps at each end of each domain that makes sense, and where all that has no effect at 0 is 0."""
    return (_ended(subject, case) for case in _edges(subject))


def _edges(subject: Subject) -> Iterator[Case]:
    number = subject.algorithm.number
    base = replace(_long(_base(subject), STEPS_OF_NUMBERS if number else EDGE_STEPS), changes={}, groups=())
    free = _free(subject, base)
    neutral = [h for h in free if h.neutral == 0 and not h.integer and Fraction(0) in subject.limits.domain(h)]
    if len(neutral) > 1:
        off = {h.name: Fraction(0) for h in neutral}
        yield replace(_hardly_moving(base) if number else base, name="nothing-held", hyper={**base.hyper, **off})
    for hyper in free:
        for value in ends(hyper, subject.limits.domain(hyper), base):
            if value != base.hyper[hyper.name]:
                case = base
                if value == 0 and number:
                    case = _hardly_moving(base)
                elif value == 0 and alone(subject):
                    case = _beside_a_small_one(subject, base)
                yield replace(case, name=f"{hyper.name}-{float(value):.3g}", hyper={**base.hyper, hyper.name: value})


def ends(hyper: Hyper, domain: Interval, case: Case) -> list[Fraction]:
    """The ends of a domain, or values near an end that is none of it; counts and lengths have the lower one alone."""
    low, high = domain.bounds
    near = NEAR * (Fraction(1) if high is None else high - low)
    least = low if low in domain or hyper.integer else nearest(low + near)
    ends = [max([least, *(case.hyper[name] + hyper.integer for name in hyper.above if name in case.hyper)])]
    if high is not None and not hyper.integer:
        ends.append(nearest(high - near))
    if hyper.name == "lr":
        ends += RATES
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


def _hardly_moving(case: Case) -> Case:
    """The case with what its first step is given: a little less, a little more, less again, and then as it was."""
    first = case.gradients[0]
    moves = [Fraction(1), 1 - SMALL, 1 + SMALL, 1 - 2 * SMALL, *[Fraction(1)] * (len(case.gradients) - 4)]
    return replace(case, gradients=tuple(tuple(tuple(x * move for x in g) for g in first) for move in moves))


def _beside_a_small_one(subject: Subject, case: Case) -> Case:
    """The case with one more parameter: far smaller than the first, as are its gradients in every second step.

    What is added to ordinary numbers or is their bound, such as an epsilon, shows in small ones.
    """
    masks = [given.values == "mask" for given in subject.algorithm.inputs]

    def shrunk(g: Values) -> Values:
        n = len(g) // len(masks)
        return tuple(x if masks[k // n] else x * TINY for k, x in enumerate(g))

    steps = [(*step, step[0] if k % 2 else shrunk(step[0])) for k, step in enumerate(case.gradients)]
    small = tuple(x * TINY for x in case.params[0])
    shapes = (*case.shapes, case.shapes[0])
    return replace(case, shapes=shapes, params=(*case.params, small), gradients=tuple(steps))


def others(subject: Subject, values: Hypers) -> dict[str, Fraction]:
    """Other values for all hyperparameters that may have other ones."""
    algorithm, domain = subject.algorithm, subject.limits.domain
    held = _sizes(subject) | subject.limits.fixed.keys()
    hypers = ((algorithm.hyper(name), value) for name, value in values.items())
    return {h.name: value if h.name in held else varied(h, value, domain(h))[0] for h, value in hypers}


def joining(subject: Subject) -> Case:
    """A last parameter joins a run at its third step, with hyperparameters of its own where it can have them."""
    case = grouped(subject)
    if not (can_be_grouped(subject) and subject.backend.info.groups):
        case = replace(case, groups=())
    return replace(case, name="joins", joins={len(case.shapes) - 1: 3})


def trains(subject: Subject) -> bool:
    """Whether it moves parameters by gradients."""
    return family(subject.algorithm_name) == "optimizers"


def maximizing(subject: Subject) -> Case:
    """The gradients are those of a function that is to grow."""
    return replace(_long(_base(subject), WARM), name="maximize", options=("maximize",), changes={}, groups=())


def can_be_guarded(subject: Subject) -> bool:
    return trains(subject) and alone(subject)


def guarded(subject: Subject) -> Case:
    """Updates that are left out: the first one, one alone, and two in a row."""
    case = replace(_long(_base(subject), 9), name="guard", options=("guard",), changes={}, groups=())
    last = len(case.shapes) - 1
    spoilt = {1: {(last, 0): inf}, 4: {(0, 0): nan}, 6: {(0, 0): -inf, (last, 0): nan}, 7: {(last, 0): inf}}
    return replace(case, spoilt=spoilt)


def can_be_masked(subject: Subject) -> bool:
    return "weight_decay" in subject.variant.defaults and trains(subject) and can_be_grouped(subject)


def masked(subject: Subject) -> Case:
    """Of four parameters, two do not decay."""
    base = _base(subject)
    decay = base.hyper["weight_decay"] or Fraction(1, 8)
    case = replace(_long(base, 4), hyper={**base.hyper, "weight_decay": decay}, changes={})
    case = _of_shapes(case, [base.shapes[0]] * 4)
    own: tuple[Hypers, ...] = ({}, {"weight_decay": Fraction(0)}, {"weight_decay": Fraction(0)}, {})
    return replace(case, name="mask", options=("mask",), groups=own)


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
        tuple((Fraction(0),) * len(g) if i == 4 and t not in (2, 3) else g for i, g in enumerate(step))
        for t, step in zip(case.steps, case.gradients, strict=True)
    )  # before the first gradient, and while the state of older ones still moves the parameter
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


def _free(subject: Subject, case: Case, bound: frozenset[str] = frozenset()) -> list[Hyper]:
    """The hyperparameters that may have other values: not those that say how much a state variable holds."""
    bound = bound | _sizes(subject) | subject.limits.fixed.keys()
    return [subject.algorithm.hyper(name) for name in case.hyper if name not in bound]


def _sizes(subject: Subject) -> frozenset[str]:
    return frozenset(slot.shape.name for slot in subject.algorithm.slots if isinstance(slot.shape, Window))


def _base(subject: Subject) -> Case:
    """The first golden case, with every hyperparameter of the subject's own variant."""
    case = _listening(subject.cases[0])
    complete = case.hypers_at(case.done + 1)
    return replace(
        case, variant=subject.variant_name, hyper={name: nearest(complete[name]) for name in subject.variant.defaults}
    )


def _listening(case: Case) -> Case:
    """The case of a rule that listens to a metric, which goes on after it: around its margins, on them, and nowhere."""
    algorithm = get(case.algorithm)
    if not (algorithm.number and algorithm.inputs):
        return case
    switches, h = algorithm.variant(case.variant).switches, case.hypers_at(1)
    sign = -1 if switches["mode"] == "max" else 1
    metrics = [step[0][0] for step in case.gradients]
    best = sign * min(sign * x for x in metrics)
    lasting = [0] * (int(h["patience"]) + int(h["cooldown"]) + 2)
    for part in (Fraction(n, 16) for k in PARTS for n in ([k] if k else lasting)):
        margin = h["threshold"] * (1 if switches["margin"] == "absolute" else best)
        metrics.append(_short(best - sign * part * (margin + h["atol"])))
        best = metrics[-1] if part > 1 else best
    return replace(case, gradients=tuple(((x,),) * len(case.shapes) for x in metrics))


def _short(value: Fraction) -> Fraction:
    """A number near a value that every dtype from float32 on holds, with products of it."""
    return Fraction(round(value * 2**16), 2**16)


def _long(case: Case, steps: int) -> Case:
    """The case with this many steps; its gradients come again and again."""
    given = [case.gradients[k % len(case.gradients)] for k in range(steps)]
    return replace(case, gradients=tuple(given))


def _ended(subject: Subject, case: Case) -> Case:
    """The case without the steps that a schedule no longer has, whichever of its lengths is in force."""
    transitions = subject.algorithm.transitions
    if not transitions:
        return case
    each = {id(h): h for t in case.steps for h in case.hypers_of(t)}.values()
    lasting = (transitions.steps(SimpleNamespace(**h, **subject.variant.switches)) for h in each)
    most = min((int(steps) for steps in lasting if steps is not None), default=len(case.gradients))
    return replace(case, gradients=case.gradients[:most])


def _shapes(algorithm: Algorithm, count: int) -> list[tuple[int, ...]]:
    """So many parameters, of every kind that the algorithm tells apart."""
    kinds = list(algorithm.kinds.values())
    return [kinds[k % len(kinds)] for k in range(count)]


def _of_shapes(case: Case, shapes: list[tuple[int, ...]]) -> Case:
    """The case with parameters of other shapes: its numbers in another order, one after the other."""
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
