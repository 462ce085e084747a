"""Proves that the goldens of an algorithm tell its variants and its impostors apart.

A golden that no wrong formula can miss is worth nothing; so every pair of variants and every impostor must
differ, in some golden, by at least `FACTOR` float64 budgets in a value that a backend shows. A schedule that goes on
from the learning rate it finds is told from one that does not where the rate was set to 0, as a check does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np

from goldstep.golden import catalogue
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import FLOAT64
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.errors import GoldstepError
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, follow

FACTOR = 100.0


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
    proofs = [_best(rival) for rival in (*variant_pairs(algorithm), *impostors)]
    weak = [p for p in proofs if not p.distance >= FACTOR]
    if weak:
        listed = "; ".join(f"{p.rival.label}: {p.distance:.3g} budgets in {p.case}" for p in weak)
        raise WeakGoldens(f"{name}: the goldens do not tell apart by {FACTOR:g} budgets: {listed}")
    return proofs


def _best(rival: Rival) -> Proof:
    """The golden that tells best; of two variants of an algorithm, either may lend its goldens."""
    proofs = [Proof(rival, distance(c, rival), c.id) for c in goldens_of(rival.algorithm, rival.claims)]
    if rival.algorithm is get(rival.algorithm.name) and not any(p.distance >= FACTOR for p in proofs):
        turned = replace(rival, claims=rival.performs, performs=rival.claims)
        proofs += [Proof(rival, distance(c, turned), c.id) for c in goldens_of(rival.algorithm, rival.performs)]
    return max(proofs, key=lambda p: p.distance)


def distance(case: Case, rival: Rival) -> float:
    """The largest difference between the case's own trajectory and the rival's, in float64 budgets."""
    edited = rival.algorithm.number and not any(rival.algorithm.slots_of(v) for v in (rival.claims, rival.performs))
    return max(_distance(each, rival) for each in (case, *([_edited(case)] if edited and not case.done else [])))


def _edited(case: Case) -> Case:
    """The case from its second step on, after somebody has set each learning rate to 0."""
    return replace(case, params=((Fraction(0),),) * len(case.params), gradients=case.gradients[1:], done=1)


def _distance(case: Case, rival: Rival) -> float:
    largest = 0.0
    with Arb(192) as arb:
        own = list(follow(case, arb))
        other = list(follow(case, arb, rival.algorithm, rival.performs))
        bounds = follow(case, Budget(FLOAT64))
        for mine, theirs, bound in zip(own, other, bounds, strict=True):
            for a, b, e in zip(mine.states, theirs.states, bound.states, strict=True):
                for slot in a.keys() & b.keys():
                    gap = np.array([float(abs(x - y)) for x, y in zip(a[slot], b[slot], strict=True)])
                    with np.errstate(all="ignore"):
                        ratio = np.where(gap == 0, 0.0, gap / e[slot].e)
                    largest = max(largest, float(np.where(np.isnan(ratio), np.inf, ratio).max(initial=0.0)))
    return largest
