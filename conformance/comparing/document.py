"""A comparison as data, which the command prints, or gives as JSON."""

from typing import Any

from goldstep.conformance.comparing.differences import first_steps, formulas, switches
from goldstep.conformance.comparing.equality import Equality, Proof, equality
from goldstep.conformance.comparing.options import options
from goldstep.conformance.comparing.refutations import Refutation, refutation
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
    unrestricted = equal.constant is not None and not equal.constant.map.fixed
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
        "refuted": None if unrestricted else _refuted(refutation(one, other, values)),
    }


def _side(s: Side) -> Found:
    return {
        "name": s.name,
        "source": s.variant.source,
        "defaults": dict(s.variant.defaults),
        "options": options(s),
    }


def _equal(found: Equality) -> Found:
    open_ = found.open if not (found.constant or found.changing) else None
    return {
        "constant": _proof(found.constant),
        "changing": _proof(found.changing),
        "unproved": {"where": _fixed(open_.fixed), "map": open_.texts} if open_ else None,
        "tried": found.tried,
    }


def _proof(proof: Proof | None) -> Found | None:
    return None if proof is None else {"where": _fixed(proof.map.fixed), "map": proof.map.texts, "state": proof.state}


def _refuted(found: Refutation | None) -> Found | None:
    if found is None:
        return None
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
