"""Closed forms for periodic linear losses, with certified signs.

The loss of step t is g_t x, so g_t does not depend on x. With a constant learning rate and epsilon 0 the state of
an optimizer that averages gradients becomes periodic, and x moves by exactly -lr * S each period. With the
periodic average

    e_j(z, b) = (1 - b) / (1 - b**P) * sum over i < P of b**i * z[(j - i) mod P]

the drift is (the sums run over one period)

    Adam      S = sum e_j(g, b1) / sqrt(e_j(g*g, b2)); with Nesterov's momentum, b1 e_j(g, b1) + (1 - b1) g_j
              takes the place of e_j(g, b1)
    AMSGrad   S = sum g_j / sqrt(max e(g*g, b2)), the maximum being that of the largest g*g where v is corrected
              first and the largest gradient comes first
    ADOPT     S = sum g_j / sqrt(e_{j-1}(g*g, b2)), unclipped; b1 drops out

S is computed in balls, so its sign is a proof: x runs to minus infinity if S > 0 and to plus infinity if S < 0.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from goldstep.reference.arithmetics.exact import Arb


def periodic_average(arithmetic: Arb, values: Sequence[Any], beta: Fraction) -> list[Any]:
    """The exponential moving average of a periodic sequence once it has become periodic itself."""
    b = arithmetic.number(beta)
    average = arithmetic.number(Fraction(0))
    for value in values:
        average = b * average + (1 - b) * value
    average = average / (1 - b ** len(values))
    out = []
    for value in values:
        average = b * average + (1 - b) * value
        out.append(average)
    return out


def drift(
    arithmetic: Arb,
    algorithm: str,
    switches: Any,
    gradients: Sequence[Fraction],
    beta1: Fraction,
    beta2: Fraction,
) -> Any:
    """The ball of S, or None where no closed form is known (a clip that grows with t, caution)."""
    g = [arithmetic.number(x) for x in gradients]
    v = periodic_average(arithmetic, [x * x for x in g], beta2)
    if switches.get("caution") == "on":
        return None
    if algorithm in ("adam", "adamw"):
        m = periodic_average(arithmetic, g, beta1)
        if switches.get("nesterov") == "on":
            b1 = arithmetic.number(beta1)
            m = [b1 * a + (1 - b1) * x for a, x in zip(m, g, strict=True)]
        terms = [a / b.sqrt() for a, b in zip(m, v, strict=True)]
    elif algorithm == "amsgrad":
        largest = v[0]
        for x in v:
            largest = arithmetic.maximum(largest, x)
        if switches.get("max_of") == "corrected" and switches.get("bias_correction") != "off":
            largest = g[0] * g[0]
        terms = [x / largest.sqrt() for x in g]
    elif algorithm == "adopt" and switches.get("clip") == "off":
        terms = [x / v[j - 1].sqrt() for j, x in enumerate(g)]
    else:
        return None
    total = arithmetic.number(Fraction(0))
    for term in terms:
        total = total + term
    return total


def sign(arithmetic: Arb, x: Any) -> int:
    """The certified sign of a ball that is not zero; raises Undecided where it holds zero."""
    return 1 if arithmetic.exceeds(x, ">", arithmetic.number(Fraction(0))) else -1
