"""The case that a life begins from, and what becomes of its inputs."""

from dataclasses import replace
from fractions import Fraction
from math import prod
from types import SimpleNamespace

from goldstep.conformance.lives.values import nearest
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, Values

TINY = Fraction(1, 2**40)  # the ratio of small numbers to ordinary ones
SMALL = Fraction(1, 2**16)  # a relative change that float32 still holds
# metrics after those of a golden, in sixteenths of an improvement: short of it, on it, beyond it, and none on a plateau
PARTS: tuple[int | None, ...] = (12, 16, 20, None, 17, 12, 24, None, 17, 8, 17, 12, None, 36, None)


def base_of(subject: Subject) -> Case:
    """The first golden case, with every hyperparameter of the subject's own variant."""
    case = listening(subject.cases[0])
    complete = case.hypers_at(case.done + 1)
    return replace(
        case, variant=subject.variant_name, hyper={name: nearest(complete[name]) for name in subject.variant.defaults}
    )


def listening(case: Case) -> Case:
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


def lasting(case: Case, steps: int) -> Case:
    """The case with this many steps; its gradients come again and again."""
    given = [case.gradients[k % len(case.gradients)] for k in range(steps)]
    return replace(case, gradients=tuple(given))


def ended(subject: Subject, case: Case) -> Case:
    """The case without the steps that a schedule no longer has, whichever of its lengths is in force."""
    transitions = subject.algorithm.transitions
    if not transitions:
        return case
    each = {id(h): h for t in case.steps for h in case.hypers_of(t)}.values()
    lasting = (transitions.steps(SimpleNamespace(**h, **subject.variant.switches)) for h in each)
    most = min((int(steps) for steps in lasting if steps is not None), default=len(case.gradients))
    return replace(case, gradients=case.gradients[:most])


def hardly_moving(case: Case) -> Case:
    """The case with what its first step is given: a little less, a little more, less again, and then as it was."""
    first = case.gradients[0]
    moves = [Fraction(1), 1 - SMALL, 1 + SMALL, 1 - 2 * SMALL, *[Fraction(1)] * (len(case.gradients) - 4)]
    return replace(case, gradients=tuple(tuple(tuple(x * move for x in g) for g in first) for move in moves))


def beside_a_small_one(subject: Subject, case: Case) -> Case:
    """The case with one more parameter: far smaller than the first, as are its gradients in every second step.

    What is added to ordinary numbers or is their bound, such as an epsilon, shows in small ones.
    """
    steps = [(*s, s[0] if k % 2 else scaled(subject, s[0], TINY)) for k, s in enumerate(case.gradients)]
    small = tuple(x * TINY for x in case.params[0])
    shapes = (*case.shapes, case.shapes[0])
    return replace(case, shapes=shapes, params=(*case.params, small), gradients=tuple(steps))


def scaled(subject: Subject, given: Values, factor: Fraction) -> Values:
    """What a parameter is given in a step, times a factor; masks stay as they are."""
    masks = [each.values == "mask" for each in subject.algorithm.inputs]
    n = len(given) // len(masks)
    return tuple(x if masks[k // n] else x * factor for k, x in enumerate(given))


def shapes_for(algorithm: Algorithm, count: int) -> list[tuple[int, ...]]:
    """So many parameters, of every kind that the algorithm tells apart."""
    kinds = list(algorithm.kinds.values())
    return [kinds[k % len(kinds)] for k in range(count)]


def of_shapes(case: Case, shapes: list[tuple[int, ...]]) -> Case:
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
