"""Where the singular values of Muon's update lie: proved for its polynomial, and asked of the backend.

An odd polynomial of a matrix is that polynomial of its singular values. The image of an interval under a polynomial
is an interval, with its ends at the values of the ends or of critical points between them; so the image under several
iterations follows exactly, one after the other, in ball arithmetic.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from goldstep.conformance.drive import drive
from goldstep.conformance.evaluation import BITS
from goldstep.conformance.judge import VACUOUS
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import exact_double
from goldstep.reference.arithmetics.bound import norm
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.trajectory import Case, follow

LOWEST = Fraction(1, 100)  # the least singular value after normalisation for which the interval is claimed
RATIOS = [Fraction(k, 64) for k in (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64)]  # of the two singular values
GIVEN = {
    "lr": Fraction(1),
    "momentum": Fraction(0),  # the direction is the gradient then, in every form
    "eps": Fraction(1, 2**60),
    "ns_steps": Fraction(5),
    "ns_a": exact_double(3.4445),
    "ns_b": exact_double(-4.775),
    "ns_c": exact_double(2.0315),
    "rms_rate": Fraction(1, 4),
}


def image(arb: Arb, low: Any, high: Any, a: Fraction, b: Fraction, c: Fraction) -> tuple[Any, Any]:
    """The ends of the image of [low, high], at most wider, under ``a x + b x^3 + c x^5`` with b < 0 <= c."""
    if c:
        root = arb.sqrt(arb.number(9 * b * b - 20 * a * c))
        squares = [(arb.number(-3 * b) + sign * root) / arb.number(10 * c) for sign in (-1, 1)]
    else:
        squares = [arb.number(-a / (3 * b))]
    critical = [arb.sqrt(y) for y in squares]
    points = [low, high, *(x for x in critical if not (x < low or x > high))]
    values = [arb.number(a) * x + arb.number(b) * x**3 + arb.number(c) * x**5 for x in points]
    least, most = values[0], values[0]
    for value in values[1:]:
        least, most = least.min(value), most.max(value)
    return least, most


def interval(arb: Arb, hyper: dict[str, Fraction]) -> tuple[Any, Any]:
    """Where all iterations take [LOWEST, 1]."""
    low, high = arb.number(LOWEST), arb.number(Fraction(1))
    for _ in range(int(hyper["ns_steps"])):
        low, high = image(arb, low, high, hyper["ns_a"], hyper["ns_b"], hyper["ns_c"])
    return low, high


def case_of(subject: Subject) -> Case:
    """One step from 0 for each ratio: a rotation, singular values of 1 and the ratio, and another rotation."""

    def matrix(r: Fraction) -> tuple[Fraction, ...]:
        rows = ((3 * 5 + 4 * 12 * r, 3 * 12 - 4 * 5 * r), (4 * 5 - 3 * 12 * r, 4 * 12 + 3 * 5 * r))
        return tuple(Fraction(x) / 64 for row in rows for x in row)

    gradients = tuple(matrix(r) for r in RATIOS)
    return Case(
        name="singular-values",
        algorithm=subject.algorithm_name,
        variant=subject.variant_name,
        hyper={h: GIVEN.get(h, subject.algorithm.hyper(h).neutral or Fraction(0)) for h in subject.variant.defaults},
        shapes=((2, 2),) * len(RATIOS),
        params=((Fraction(0),) * 4,) * len(RATIOS),
        gradients=(gradients,),
    )


def singular_values(arb: Arb, x: list[Fraction]) -> tuple[Any, Any]:
    """Those of a matrix of two rows and two columns, the smaller one first."""
    squares, twice = sum((v * v for v in x), Fraction(0)), 2 * abs(x[0] * x[3] - x[1] * x[2])
    both, apart = (arb.sqrt(arb.number(y)) for y in (squares + twice, squares - twice))
    return (both - apart) / 2, (both + apart) / 2


def run(subject: Subject) -> Outcome:
    """No singular value of the update, the shape's factor aside, leaves the proven interval by more than its budget."""
    case = case_of(subject)
    with subject.budget as budget:
        slacks = [norm(state["theta"].e) for state in next(follow(case, budget)).states]
    worst = 0.0
    with Arb(BITS) as arb:
        low, high = interval(arb, case.hypers_at(1))
        factors = [q.values.get("scale", 1) for q in next(follow(case, arb)).quantities]
        if not all(slack < VACUOUS * float(low) for slack in slacks):
            products = subject.contract.matrices if subject.contract.matrices != "working" else subject.dtype_name
            return untested(f"the budget of five iterations is vacuous in {products}")
        for theta, factor, slack in zip(drive(subject, case).after[0]["theta"], factors, slacks, strict=True):
            least, most = singular_values(arb, [exact_double(x) for x in theta])
            worst = max(worst, float(factor * low - least) / slack, float(most - factor * high) / slack)
        claim = f"[{float(low):.4f}, {float(high):.4f}]"
    if worst > 1:
        found = Outcome(Verdict.VIOLATES, f"a singular value lies outside {claim} by {worst:.3g} budgets", worst)
        return replace(found, judged=len(RATIOS), clauses=(subject.algorithm.behaviour_clause,))
    return Outcome(subject.good, f"all singular values lie in {claim}", worst, judged=2 * len(RATIOS))
