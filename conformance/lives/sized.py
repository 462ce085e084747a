"""Gradients and weights that are far larger than ordinary ones."""

from dataclasses import replace
from fractions import Fraction

from goldstep.conformance.lives.inputs import base_of, lasting, of_shapes, scaled
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

STEPS = 5
SPIKE = 3  # the step in which one parameter has a large gradient among ordinary ones
MOST = 50  # the exponent of what no precaution allows, while its square leaves half of the range of float32


def room(subject: Subject) -> int:
    """How many powers of two above 1 a number may be so that its square, and a sum of some, has a value in each dtype.

    No more than are of use: dtypes with as many are given the same case.
    """
    return min(MOST, *(dtype.max_exponent // 2 - 1 for dtype in subject.dtypes.values()))


def large(subject: Subject) -> Case:
    """Beside a parameter as any other, one with large gradients, one that has a single large one, and a large one."""
    base = replace(lasting(base_of(subject), STEPS), changes={}, groups=())
    kinds = list(subject.algorithm.kinds.values()) if len(subject.algorithm.kinds) > 1 else [base.shapes[0]]
    case = of_shapes(base, kinds * 4)
    top = max((abs(x) for step in case.gradients for g in step for x in g), default=Fraction(1))
    factor = Fraction(2) ** max(0, room(subject) - int(top).bit_length())

    def given(t: int, i: int) -> Fraction:
        which = i // len(kinds)
        return factor if which == 1 or (which == 2 and t == SPIKE) else Fraction(1)

    steps = (
        tuple(scaled(subject, g, given(t, i)) for i, g in enumerate(step))
        for t, step in zip(case.steps, case.gradients, strict=True)
    )
    grown = 3 * len(kinds)  # from there on parameters are large
    params = tuple(tuple(x * factor if i >= grown else x for x in p) for i, p in enumerate(case.params))
    return replace(case, name="large", params=params, gradients=tuple(steps))
