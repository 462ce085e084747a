"""Proves that the goldens of an algorithm tell its variants and its impostors apart.

A golden that no wrong formula can miss is worth nothing; so every pair of variants and every impostor must
differ, in some golden, by at least `FACTOR` float64 budgets in a value that a backend shows. A schedule that goes on
from the learning rate it finds is told from one that does not where the rate was set to 0, as a check does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import inf

import numpy as np

from goldstep.golden import catalogue
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import FLOAT64
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.errors import GoldstepError
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, Moment, follow

FACTOR = 100.0
Known = dict[tuple[str, int], tuple[list[Moment], list[Moment]]]  # by case and steps done: exact values, and budgets


class WeakGoldens(GoldstepError):
    """Goldens that cannot tell a variant or an impostor from what they define."""


@dataclass(frozen=True)
class Rival:
    """Something that must not pass for `variant`: another variant or an impostor, under its label."""

    label: str
    algorithm: Algorithm
    claims: Variant
    performs: Variant


@dataclass(frozen=True)
class Proof:
    """How far a rival is from the goldens of the variant that it claims to be, and in which case."""

    rival: Rival
    distance: float
    case: str


def variant_pairs(algorithm: Algorithm) -> list[Rival]:
    """Every pair of variants with different switches, once for each distinct setting."""
    distinct = {tuple(sorted(v.switches.items())): v for v in reversed(algorithm.variants)}
    pairs = combinations(reversed(distinct.values()), 2)
    return [Rival(f"{b.name} for {a.name}", algorithm, a, b) for a, b in pairs]


def goldens_of(algorithm: Algorithm, variant: Variant) -> list[Case]:
    """The golden cases with the switches of `variant`."""
    return [
        case
        for case in catalogue.of_algorithm(algorithm.name)
        if algorithm.variant(case.variant).switches == variant.switches
    ]


def prove(name: str, impostors: Iterable[Rival] = ()) -> list[Proof]:
    """The proofs for one algorithm; raises WeakGoldens that names what no golden tells apart."""
    algorithm = get(name)
    without = [v.name for v in algorithm.variants if not goldens_of(algorithm, v)]
    if without:
        raise WeakGoldens(f"{name}: no golden for variant {', '.join(without)}")
    known: Known = {}
    proofs = [_told(rival, known) for rival in (*variant_pairs(algorithm), *impostors)]
    weak = [p for p in proofs if not p.distance >= FACTOR]
    if weak:
        listed = "; ".join(f"{p.rival.label}: {p.distance:.3g} budgets in {p.case}" for p in weak)
        raise WeakGoldens(f"{name}: the goldens do not tell apart by {FACTOR:g} budgets: {listed}")
    return proofs


def _told(rival: Rival, known: Known) -> Proof:
    """The first golden that tells, or the one that comes nearest to it; either of two variants may lend its goldens."""
    best = Proof(rival, -inf, "")
    turned = replace(rival, claims=rival.performs, performs=rival.claims)
    for each in (rival, *([turned] if rival.algorithm is get(rival.algorithm.name) else [])):
        for case in goldens_of(each.algorithm, each.claims):
            best = max(best, Proof(rival, distance(case, each, known), case.id), key=lambda proof: proof.distance)
            if best.distance >= FACTOR:
                return best
    return best


def distance(case: Case, rival: Rival, known: Known | None = None) -> float:
    """The largest difference between the case's own trajectory and the rival's, in float64 budgets.

    `known` has what was worked out of the case itself, and gets it.
    """
    edited = rival.algorithm.number and not any(rival.algorithm.slots_of(v) for v in (rival.claims, rival.performs))
    known = {} if known is None else known
    return max(_distance(each, rival, known) for each in (case, *([_edited(case)] if edited and not case.done else [])))


def _edited(case: Case) -> Case:
    """The case from its second step on, after somebody has set each learning rate to 0."""
    return replace(case, params=((Fraction(0),),) * len(case.params), gradients=case.gradients[1:], done=1)


def _distance(case: Case, rival: Rival, known: Known) -> float:
    largest = 0.0
    with Arb(192) as arb:
        if (case.id, case.done) not in known:
            known[case.id, case.done] = list(follow(case, arb)), list(follow(case, Budget(FLOAT64)))
        own, bounds = known[case.id, case.done]
        other = list(follow(case, arb, rival.algorithm, rival.performs))
        for mine, theirs, bound in zip(own, other, bounds, strict=True):
            for a, b, e in zip(mine.states, theirs.states, bound.states, strict=True):
                for slot in a.keys() & b.keys():
                    gap = np.array([float(abs(x - y)) for x, y in zip(a[slot], b[slot], strict=True)])
                    with np.errstate(all="ignore"):
                        ratio = np.where(gap == 0, 0.0, gap / e[slot].e)
                    largest = max(largest, float(np.where(np.isnan(ratio), np.inf, ratio).max(initial=0.0)))
    return largest
