"""Inequalities that are theorems: they hold for every data, so they need no tolerance beyond the budget."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from goldstep.conformance.checks import nonfinite, not_a_number, secant, singular_values, windows
from goldstep.conformance.drive import Run, drive, exactly
from goldstep.conformance.generated import Dyadics
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import exact_double
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.trajectory import Case, follow


@dataclass(frozen=True)
class Bound:
    applies: Callable[[Subject], bool]
    run: Callable[[Subject], Outcome]


def step_bound(arb: Arb, beta1: Fraction, beta2: Fraction, t: int) -> Fraction:
    """An upper end of B_t with |step t of Adam| <= lr * B_t for all gradients.

    By Cauchy-Schwarz between the weights of m and of v,
    B_t**2 = (1-b1)**2 / (1-b2) * (1 - b2**t) / (1 - b1**t)**2 * sum over k < t of (b1*b1/b2)**k,
    with equality for gradients proportional to (b1/b2)**(t-i). (The bound in section 2.1 of Kingma & Ba, 2015,
    max(1, (1-b1)/sqrt(1-b2)), is smaller and false.)
    """
    ratio = beta1 * beta1 / beta2
    square = (1 - beta1) ** 2 / (1 - beta2) * (1 - beta2**t) / (1 - beta1**t) ** 2
    square *= sum((ratio**k for k in range(t)), Fraction(0))
    return arb.enclosure(arb.number(square).sqrt())[1]


def adam_step(subject: Subject) -> Outcome:
    """The worst sequence attains B_t at its last step and never exceeds it."""
    beta1, beta2, steps = Fraction(7, 8), Fraction(31, 32), 12
    ratio = float(beta1 / beta2)
    given = {"lr": Fraction(1, 16), "beta1": beta1, "beta2": beta2, "eps": Fraction(1, 2**60)}
    case = Case(
        name="worst-step",
        algorithm=subject.algorithm_name,
        variant=subject.variant_name,
        hyper={h: given.get(h, subject.algorithm.hyper(h).neutral or Fraction(0)) for h in subject.variant.defaults},
        shapes=((1,),),
        params=((Fraction(0),),),
        gradients=tuple(((exact_double(ratio ** (steps - i)),),) for i in range(1, steps + 1)),
    )
    trace = drive(subject, case)
    budgets = [float(m.states[0]["theta"].e[0]) for m in follow(case, subject.budget)]
    x, worst = [Fraction(0), *(exactly(s["theta"]) for s in trace.after)], 0.0
    with Arb(192) as arb:
        for t in case.steps:
            allowed = case.hyper["lr"] * step_bound(arb, beta1, beta2, t)
            slack = budgets[t - 1] + (budgets[t - 2] if t > 1 else 0.0)
            worst = max(worst, float(abs(x[t] - x[t - 1]) - allowed) / slack)
    if worst > 1:
        return _violates(subject, f"a step is longer than lr * B_t by {worst:.3g} budgets", worst)
    return Outcome(subject.good, "no step is longer than lr * B_t", max(worst, 0.0), judged=steps)


def adagrad_regret(subject: Subject) -> Outcome:
    """In the box [-1, 1] with lr = sqrt 2 the regret is at most 2 sqrt 2 times the norm of the gradients.

    J. Duchi, E. Hazan, Y. Singer, JMLR 2011, Theorem 5 and Corollary 6, for one coordinate, D = 2.
    """
    if not subject.backend.can_load:
        return untested("the adapter has no load(), so x cannot be projected to [-1, 1]")
    gradients = [abs(g) for g in Dyadics(3).values(60, -3, 3)]  # of one sign: whoever is slow regrets it
    given = {"lr": exact_double(2**0.5), "eps": Fraction(1, 2**60)}
    case = Case(
        name="regret",
        algorithm=subject.algorithm_name,
        variant=subject.variant_name,
        hyper={h: given.get(h, Fraction(0)) for h in subject.variant.defaults},
        shapes=((1,),),
        params=((Fraction(1),),),
        gradients=tuple(((g,),) for g in gradients),
    )
    run, x, loss = Run(subject, case), Fraction(1), Fraction(0)
    for t in case.steps:
        loss += case.gradient(t)[0][0] * x
        run.step()
        clamped = [value.clip(-1.0, 1.0) for value in run.read()["theta"]]
        run.load({"theta": clamped})
        x = exactly(clamped)
    regret = loss + abs(sum(gradients, Fraction(0)))  # the best fixed point is -sign of the sum
    if regret > 0 and regret**2 > 8 * sum((g * g for g in gradients), Fraction(0)):
        return _violates(subject, f"the regret {float(regret):g} exceeds the bound of Duchi et al.", float("inf"))
    return Outcome(subject.good, f"regret {float(regret):g} within the bound", 0.0, judged=1)


def _violates(subject: Subject, reason: str, margin: float) -> Outcome:
    found = Outcome(Verdict.VIOLATES, reason, margin, judged=1)
    return replace(found, clauses=(subject.algorithm.behaviour_clause,))


def _as_long_as_adams(switches: Mapping[str, str]) -> bool:
    usual = {"bias_correction": "on", "nesterov": "off", "caution": "off"}
    return all(switches.get(switch, setting) == setting for switch, setting in usual.items())


BOUNDS = {
    "step-bound": Bound(
        lambda s: s.algorithm_name in ("adam", "adamw") and _as_long_as_adams(s.variant.switches),
        adam_step,
    ),
    "regret-bound": Bound(lambda s: s.algorithm_name == "adagrad", adagrad_regret),
    "nan-metric": Bound(lambda s: s.algorithm_name == "reduce_on_plateau", not_a_number.run),
    "secant": Bound(lambda s: s.algorithm_name == "lbfgs", secant.run),
    "singular-values": Bound(lambda s: s.algorithm_name == "muon", singular_values.run),
    "non-finite": Bound(nonfinite.applies, nonfinite.run),
    "refused": Bound(nonfinite.may_refuse, nonfinite.refused),
    "windows": Bound(windows.applies, windows.run),
}
