"""Every impostor is convicted by a check that names the clause it breaks."""

import json
import random
from collections import Counter

import pytest

from goldstep.conformance.battery import cells
from goldstep.conformance.checks import CHECKS
from goldstep.conformance.cli.golden import rivals
from goldstep.conformance.impostors.behaviour import BEHAVIOUR
from goldstep.conformance.impostors.impostor import all_impostors
from goldstep.conformance.impostors.line_search import SEARCHES, searches_of
from goldstep.conformance.impostors.matrix import caught, convictions, impostors, row
from goldstep.conformance.impostors.misliving import WAYS, lives_of
from goldstep.conformance.impostors.nonfinite import NON_FINITE, nonfinite_of
from goldstep.conformance.impostors.surviving import EQUIVALENT, UNSEEN
from goldstep.conformance.subject import Selection
from goldstep.golden.power import FACTOR, prove
from goldstep.reference.clauses import GENERAL, clauses_of
from goldstep.reference.registry import family, get, names
from goldstep.spec.clauses import FOLDER

IMPOSTORS = [*all_impostors(), *SEARCHES, *NON_FINITE, *BEHAVIOUR]


SAMPLE = set(random.Random(15).sample(range(len(IMPOSTORS)), 2))
THIRD = set(random.Random(16).sample(range(len(IMPOSTORS)), len(IMPOSTORS) // 3))


def part(numbers):
    """All impostors, of which only those of these numbers are for a test that is not the whole."""
    marked = ((i, () if n in numbers else pytest.mark.whole) for n, i in enumerate(IMPOSTORS))
    return [pytest.param(i, marks=marks, id=i.id) for i, marks in marked]


@pytest.mark.parametrize("impostor", part(THIRD))
def test_every_impostor_is_convicted_by_a_check_that_names_its_clause(impostor):
    assert caught(impostor), f"convicted by {row(impostor).convicted_by or 'nothing'}"


@pytest.mark.parametrize("impostor", part(SAMPLE))
def test_the_matrix_is_what_every_cell_judged_by_itself_gives(impostor):
    judged, found = impostor.backend(), {}
    for check in CHECKS:
        outcomes = [cell.judge(diagnose=False) for cell in cells(judged, Selection(), check)]
        if any(outcome.failed for outcome in outcomes):
            found[check.name] = {clause for outcome in outcomes if outcome.failed for clause in outcome.clauses}

    naming = [name for name, clauses in found.items() if impostor.clause in clauses]
    assert caught(impostor) in naming
    whole = row(impostor)
    assert whole.naming == tuple(naming)
    assert whole.convicted_by == tuple(found)


LIVES = [wrong for name in names() for wrong in lives_of(name)]
DRAW = random.Random(11)
QUICK = [(n, wrong.way) for n, wrong in enumerate(LIVES) if wrong.algorithm != "lbfgs"]  # whose lives take seconds
ONCE = ("micro-batches", "evaluation")  # kinds that have tests of their own
TWO_OF_EACH = {
    DRAW.choice([n for n, own in QUICK if own is way]) for way in WAYS for _ in range(1 if way.kind in ONCE else 2)
}


@pytest.mark.parametrize(
    "wrong",
    [pytest.param(i, marks=() if n in TWO_OF_EACH else pytest.mark.whole, id=i.id) for n, i in enumerate(LIVES)],
)
def test_every_wrong_life_is_convicted_of_the_clause_that_it_breaks(wrong):
    assert caught(wrong) or wrong.id in EQUIVALENT, f"convicted by {row(wrong).convicted_by or 'nothing'}"


def test_the_page_tells_of_every_kind_and_explains_every_survivor():
    """After impostors have come or gone: `goldstep impostors --quick --by-kind spec/convictions.json`."""
    kept = json.loads((FOLDER / "convictions.json").read_text(encoding="utf-8"))
    now = Counter(impostor.kind for impostor in impostors(names()))
    assert kept.keys() == now.keys()
    assert all(of["impostors"] <= now[kind] for kind, of in kept.items())
    assert all(sum(of["convicted"].values()) + len(of["survivors"]) == of["impostors"] for of in kept.values())
    survivors = [one for of in kept.values() for one in of["survivors"]]
    assert {one["impostor"] for one in survivors if "equivalent" in one} == EQUIVALENT.keys()
    assert {one["impostor"]: one["unseen"] for one in survivors if "unseen" in one} == UNSEEN


CAUGHT = {  # each check by itself convicts an impostor of the clause that it breaks
    "smoke": "step/keeps-gradient",
    "one-step": "adam/eps-inside-root",
    "reset": "adam/eps-inside-root",
    "trajectory": "adam/eps-inside-root",
    "monte-carlo": "adam/eps-inside-root",
    "bias": "step/truncates",
    "properties": "adam/eps-inside-root",
    "counterexamples": "adam/never-forgets",
    "identities": "step/counts-per-parameter",
    "life": "step/one-group",
    "layouts": "adam/ignores-strides",
    "sizes": "adam/skips-tail",
    "line-search": "lbfgs/stays-put",
    "transitions": "step/resumes-late",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_convicts_an_impostor(check):
    (impostor,) = (i for i in (*IMPOSTORS, *LIVES) if i.id == CAUGHT[check.name])

    assert impostor.clause in dict(convictions(impostor.backend(), impostor.clause, [check]))[check.name]


@pytest.mark.parametrize("name", names())
def test_every_clause_has_an_impostor(name):
    others = (*searches_of(name), *nonfinite_of(name))
    broken = {i.clause for i in (*all_impostors(), *others) if i.algorithm == name}

    assert broken == set(clauses_of(get(name)))


def test_every_general_clause_has_an_impostor():
    assert {b.clause for b in BEHAVIOUR} | {way.clause for way in WAYS} == set(GENERAL)


@pytest.mark.parametrize("name", names())
def test_each_algorithm_has_its_impostors_with_sources(name):
    own = [i for i in all_impostors() if i.algorithm == name]

    assert len(own) >= (3 if family(name) == "schedules" else 5)
    assert all(i.source and i.wrong for i in own)
    assert len({i.id for i in own}) == len(own)


@pytest.mark.parametrize("name", names())
def test_the_goldens_tell_every_variant_and_impostor_apart(name):
    proofs = prove(name, rivals(name))

    assert len(proofs) >= len([i for i in all_impostors() if i.algorithm == name])
    assert min(proof.distance for proof in proofs) >= FACTOR
