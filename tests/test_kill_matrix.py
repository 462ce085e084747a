"""Every impostor is convicted by a check that names the clause it breaks; no correct backend is."""

import pytest

from goldstep.conformance.battery import cells
from goldstep.conformance.checks import CHECKS
from goldstep.conformance.checks import get as check
from goldstep.conformance.cli.golden import rivals
from goldstep.conformance.impostors.behaviour import BEHAVIOUR
from goldstep.conformance.impostors.impostor import all_impostors
from goldstep.conformance.impostors.line_search import SEARCHES, searches_of
from goldstep.conformance.impostors.matrix import row
from goldstep.conformance.impostors.nonfinite import NON_FINITE, nonfinite_of
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import backend
from goldstep.conformance.reorderings import REORDERINGS, REORDERINGS_OF_NUMBERS
from goldstep.conformance.subject import Selection
from goldstep.golden.power import FACTOR, prove
from goldstep.reference.clauses import GENERAL, clauses_of
from goldstep.reference.registry import family, get, names

IMPOSTORS = [*all_impostors(), *SEARCHES, *NON_FINITE, *BEHAVIOUR]


@pytest.mark.parametrize("impostor", IMPOSTORS, ids=lambda i: i.id)
def test_every_impostor_is_convicted_by_a_check_that_names_its_clause(impostor):
    convicted = row(impostor)

    assert convicted.naming, f"convicted by {convicted.convicted_by or 'nothing'}"


@pytest.mark.parametrize("name", names())
def test_every_clause_has_an_impostor(name):
    others = (*searches_of(name), *nonfinite_of(name))
    broken = {i.clause for i in (*all_impostors(), *others) if i.algorithm == name}

    assert broken == set(clauses_of(get(name)))


def test_every_general_clause_has_an_impostor():
    assert {b.clause for b in BEHAVIOUR} == set(GENERAL)


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


def _alarms(judged, checks=CHECKS):
    """Failed cells of a backend."""
    found = []
    tested = 0
    for cell in (c for each in checks for c in cells(judged, Selection(), each)):
        outcome = cell.judge()
        tested += outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT)
        if outcome.failed:
            found.append((cell.id, outcome.margin, outcome.reason))
    assert tested
    return found


def _distinct(name):
    """One variant for each setting of the switches: what has the same settings computes the same."""
    return list({tuple(v.switches.items()): (name, v.name) for v in reversed(get(name).variants)}.values())


TENSORS = [v for n in names() if not get(n).number for v in _distinct(n)]
NUMBERS = [v for n in names() if get(n).number for v in _distinct(n)]


@pytest.mark.parametrize("variant", TENSORS, ids="@".join)
@pytest.mark.parametrize("reordering", REORDERINGS)
def test_no_reordering_is_convicted(reordering, variant):
    name, variant_name = variant

    assert _alarms(backend(get(name), variant_name, REORDERINGS[reordering])) == []


@pytest.mark.parametrize("variant", NUMBERS, ids="@".join)
@pytest.mark.parametrize("reordering", REORDERINGS_OF_NUMBERS)
def test_no_reordering_of_numbers_is_convicted(reordering, variant):
    name, variant_name = variant
    judged = backend(get(name), variant_name, REORDERINGS_OF_NUMBERS[reordering])

    assert _alarms(judged, [check(each) for each in ("one-step", "trajectory", "properties")]) == []
