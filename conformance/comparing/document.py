"""A comparison as data, which the command prints, or gives as JSON."""

from typing import Any

from goldstep.conformance.comparing.differences import first_steps, formulas, switches
from goldstep.conformance.comparing.equality import Equality, Proof, equality
from goldstep.conformance.comparing.maps import Map
from goldstep.conformance.comparing.options import options
from goldstep.conformance.comparing.refutations import LAWS, Refutation, out_of_reach, refutations
from goldstep.conformance.comparing.sides import Side, example, own_defaults, values_of
from goldstep.reference.algorithm import Algorithm

Found = dict[str, Any]


def table(algorithm: Algorithm) -> Found:
    """Each variant with its defaults and the settings of its switches; the same settings compute the same."""
    varied = [name for name in algorithm.switches if len({v.switches[name] for v in algorithm.variants}) > 1]
    return {
        "algorithm": algorithm.name,
        "variants": [
            {
                "name": variant.name,
                "source": variant.source,
                "switches": {name: variant.switches[name] for name in varied},
                "defaults": dict(variant.defaults),
            }
            for variant in algorithm.variants
        ],
    }


def pair(one: Side, other: Side) -> Found:
    case = example(one, other)
    values = values_of(case, one, other)
    common = {name: float(values[name]) for name in dict.fromkeys([*one.given, *other.given])}
    mine, theirs = (own_defaults(*pair, values) for pair in ((one, other), (other, one)))
    equal = equality(one, other, case, values)
    holds = equal.constant.map if equal.constant else equal.spanned[0] if equal.spanned else None
    unrestricted = holds is not None and not holds.fixed
    refuted = [] if unrestricted else refutations(one, other, values)
    return {
        "sides": [_side(s) for s in (one, other)],
        "switches": {name: list(pair) for name, pair in switches(one, other).items()},
        "formulas": [vars(formula) for formula in formulas(one, other)],
        "example": case.id,
        "same_hyperparameters": {
            "values": common,
            "steps": [vars(step) for step in first_steps(one, other, case, values, values)],
        },
        "own_defaults": {
            "values": [{name: float(x) for name, x in given.items()} for given in (mine, theirs)],
            "steps": [vars(step) for step in first_steps(one, other, case, mine, theirs)],
        },
        "equal": _equal(equal),
        "refuted": [_refuted(found) for found in refuted],
        "open": [] if unrestricted else _open(one, other, refuted),
    }


def _side(s: Side) -> Found:
    return {
        "name": s.name,
        "source": s.variant.source,
        "defaults": dict(s.variant.defaults),
        "options": options(s),
    }


def _equal(found: Equality) -> Found:
    open_ = found.open if not (found.constant or found.changing or found.spanned) else None
    near = found.nearest if not (found.constant or found.changing) else None
    return {
        "constant": _proof(found.constant),
        "changing": _proof(found.changing),
        "spanned": {**_map(found.spanned[0]), **vars(found.spanned[1])} if found.spanned else None,
        "unproved": {**_map(open_), "why": found.why} if open_ else None,
        "nearest": {**_map(near[0]), "parts_after": near[1]} if near else None,
        "tried": found.tried,
    }


def _map(of: Map) -> Found:
    return {"where": _fixed(of.fixed), "map": of.texts}


def _open(one: Side, other: Side, refuted: list[Refutation]) -> list[Found]:
    """What is neither proved nor refuted: that some hyperparameters of the one side give what the other computes."""
    known = {found.of: found for found in refuted}
    why = (
        out_of_reach(one, other) or f"none of {len(LAWS)} laws is proved for the one and certainly broken by the other"
    )
    return [
        {"of": of.name, "give": give.name, "not_zero": list(known[of.name].off) if of.name in known else [], "why": why}
        for of, give in ((one, other), (other, one))
        if of.name not in known or known[of.name].off
    ]


def _proof(proof: Proof | None) -> Found | None:
    return None if proof is None else {**_map(proof.map), "state": proof.state}


def _refuted(found: Refutation) -> Found:
    return {
        "no_hyperparameters_of": found.of,
        "give": found.breaks,
        "at": _fixed(found.values),
        "without": list(found.off),
        "law": found.law,
        "moves": dict(found.moves),
    }


def _fixed(fixed: Any) -> dict[str, float]:
    return {name: float(value) for name, value in fixed.items()}
