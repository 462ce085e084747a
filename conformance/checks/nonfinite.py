"""Gradients that are infinite or NaN: what a clipping makes of them, element by element.

One element of a matrix is not finite, and all others are within the limits, so that whoever does not share a norm with
that element keeps its value. A step with finite gradients follows, to which nothing may cling.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import copysign, inf, isinf, isnan, nan, prod

import numpy as np

from goldstep.adapters.contract import AdapterError
from goldstep.conformance.drive import Run
from goldstep.conformance.figures import figure
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

SHAPES = ((2, 2), (3,))
GRADIENTS = ((1.0, -2.0, 0.5, -0.25), (-1.0, 0.5, 2.0))
PLACE = 1  # of the element in the matrix that is not finite
ROW, COLUMN = (0,), (3,)  # those that are beside it
REFUSES = "error_if_nonfinite"
LIMIT, WEIGHT = Fraction(16), 32.0
HYPER = {
    "max_norm": LIMIT,
    "max_value": LIMIT,
    "threshold": LIMIT,
    "clipping": Fraction(1, 2),
    "eps": Fraction(1, 4),
}


@dataclass(frozen=True)
class Rule:
    """What becomes of finite elements that share a norm with an infinite one, or with a NaN.

    The element itself becomes NaN, or, where it is infinite and `limited`, the limit.
    """

    beside_infinity: str
    beside_nan: str
    limited: bool = False


ZEROED = Rule("zero", "nan")  # all are multiplied by c / inf = 0, or by NaN
POISONED = Rule("nan", "nan")
COMPARED = Rule("zero", "kept")  # NaN > c is false
APART = Rule("kept", "kept", limited=True)  # no element looks at another

RULES: dict[str, dict[str, Rule]] = {
    "clip_by_global_norm": {
        "keras-3.15": POISONED,
        **dict.fromkeys(("optax-0.2.8", "pytorch-2.13", "pytorch-2.13-1", "pytorch-2.13-inf"), ZEROED),
    },
    "clip_by_norm": dict.fromkeys(("keras-3.15", "pytorch-2.13"), ZEROED),
    "clip_by_value": dict.fromkeys(("pytorch-2.13", "optax-0.2.8", "keras-3.15", "burn-0.21"), APART),
    "clip_by_block_rms": {"optax-0.2.8": ZEROED},
    "adaptive_grad_clip": {"optax-0.2.8": ZEROED, "timm-1.0.31": ZEROED, "pytorch-optimizer-4.1": COMPARED},
}


def applies(subject: Subject) -> bool:
    """Whether the page says what the variant does."""
    return subject.variant_name in RULES.get(subject.algorithm_name, {})


def run(subject: Subject) -> Outcome:
    judged = 0
    for value in (inf, -inf, nan):
        for parameter, element, expected, got in _results(subject, value):
            judged += 1
            if expected != got and not (isnan(expected) and isnan(got)):
                place = f"element {element + 1} of parameter {parameter + 1}"
                seen = f"became {figure(got, expected)} and must be {figure(expected, got)}"
                reason = f"beside a gradient of {figure(value)}, {place} {seen}"
                clauses = (subject.algorithm.behaviour_clause,)
                return Outcome(Verdict.VIOLATES, reason, margin=inf, judged=judged, clauses=clauses)
    return Outcome(subject.good, "infinities and NaN do what the page says", 0.0, judged=judged)


def may_refuse(subject: Subject) -> bool:
    """Whether the variant is one of a function that can be asked to raise where a norm is not finite."""
    return subject.algorithm_name == "clip_by_global_norm" and subject.variant_name.startswith("pytorch")


def refused(subject: Subject) -> Outcome:
    """With the option, a step raises, leaves the gradients as they are, and the next one is as if it had not been."""
    if lacking := subject.lacks(REFUSES):
        return untested(lacking)
    judged = 0
    for value in (inf, -inf, nan):
        if found := _refused_wrongly(subject, value):
            reason = f"with {REFUSES} and a gradient of {figure(value)}, {found}"
            clauses = (subject.algorithm.behaviour_clause,)
            return Outcome(Verdict.VIOLATES, reason, margin=inf, judged=judged, clauses=clauses)
        judged += 2 * sum(map(len, GRADIENTS))
    return Outcome(subject.good, "what is not finite is refused", 0.0, judged=judged)


def _refused_wrongly(subject: Subject, value: float) -> str:
    run = Run(subject, replace(_case(subject), options=(REFUSES,)))
    given = [list(g) for g in GRADIENTS]
    given[0][PLACE] = value
    try:
        run.step(gradients=[_given(subject, g, shape) for g, shape in zip(given, SHAPES, strict=True)])
    except AdapterError:
        if not _all_equal(run.read()["theta"], given):
            return "a step raises, and has changed the gradients"
    else:
        return "no step raises"
    run.step(gradients=[_given(subject, g, shape) for g, shape in zip(GRADIENTS, SHAPES, strict=True)])
    return "" if _all_equal(run.read()["theta"], GRADIENTS) else "the finite step after it is another"


def _all_equal(found: Sequence[np.ndarray], expected: Sequence[Sequence[float]]) -> bool:
    return all(np.array_equal(a, np.array(b), equal_nan=True) for a, b in zip(found, expected, strict=True))


def _results(subject: Subject, value: float) -> Iterator[tuple[int, int, float, float]]:
    """Parameter, element, what it must be and what it is: after a step with `value`, and after a finite one."""
    case = _case(subject)
    run = Run(subject, case)
    broken = [list(g) for g in GRADIENTS]
    broken[0][PLACE] = value
    for gradients, expected in ((broken, _expected(subject, value)), (GRADIENTS, GRADIENTS)):
        run.step(gradients=[_given(subject, g, shape) for g, shape in zip(gradients, SHAPES, strict=True)])
        for i, tensor in enumerate(run.read()["theta"]):
            yield from ((i, k, expected[i][k], float(x)) for k, x in enumerate(tensor))


def _expected(subject: Subject, value: float) -> list[list[float]]:
    rule = RULES[subject.algorithm_name][subject.variant_name]
    beside = rule.beside_infinity if isinf(value) else rule.beside_nan
    shared = {(0, k) for k in _beside(subject)}
    if subject.algorithm.couples == "all":
        shared |= {(1, k) for k in range(len(GRADIENTS[1]))}
    found = [
        [{"zero": 0.0, "nan": nan, "kept": g}[beside if (i, k) in shared else "kept"] for k, g in enumerate(row)]
        for i, row in enumerate(GRADIENTS)
    ]
    found[0][PLACE] = copysign(float(LIMIT), value) if rule.limited and isinf(value) else nan
    return found


def _beside(subject: Subject) -> tuple[int, ...]:
    """The elements of the matrix that share a norm with the one that is not finite."""
    units = subject.variant.switches.get("units")
    if units:
        return COLUMN if units == "last" else ROW
    if "caution" in subject.variant.switches:
        return ()  # what they share is a number of elements
    return tuple(range(len(GRADIENTS[0]))) if subject.algorithm.couples else ()


def _given(subject: Subject, gradient: Sequence[float], shape: tuple[int, ...]) -> np.ndarray:
    """A gradient array; where there are weights too, they are all the same."""
    weights = [np.full(shape, WEIGHT)] * (len(subject.algorithm.inputs) - 1)
    g = np.array(gradient).reshape(shape)
    return np.stack([g, *weights]) if weights else g


def _case(subject: Subject) -> Case:
    sizes = [prod(shape) for shape in SHAPES]
    nothing = tuple((Fraction(0),) * (size * len(subject.algorithm.inputs)) for size in sizes)
    return Case(
        name="non-finite",
        algorithm=subject.algorithm_name,
        variant=subject.variant_name,
        hyper={name: HYPER[name] for name in subject.variant.defaults},
        shapes=SHAPES,
        params=tuple((Fraction(0),) * size for size in sizes),
        gradients=(nothing, nothing),
    )
