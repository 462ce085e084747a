"""Goldens that the release of their name does not reproduce say so: neither fewer nor more of them than are known."""

import importlib.util
from dataclasses import asdict
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from goldstep.adapters.loading import load
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import CHECKS
from goldstep.conformance.deviations import of_adapter
from goldstep.conformance.subject import Selection
from goldstep.golden.catalogue import all_cases
from goldstep.golden.departures import Departure, departures
from goldstep.golden.store import Store

ROOT = Path(__file__).parents[2]
# The backends that come along, with the name of their release in variants and its package.
RELEASES = {"torch": "pytorch-2.13", "optax": "optax-0.2.8", "pytorch-optimizer": "pytorch-optimizer-4.1"}
MARKED = [case.id for case in all_cases() if departures(case.id)]


def declared(backend):
    """Goldens of its own name that a backend does not reproduce, by its declared deviations: pairs with the script."""
    known, store = of_adapter(backend, None), set(Store().ids())
    algorithms = {deviation.id.split("/")[1] for deviation in known}
    for check in (check for check in CHECKS if check.name in ("one-step", "trajectory")):
        for cell in cells(load(backend), Selection(tuple(sorted(algorithms))), check):
            golden = f"{cell.subject.algorithm_name}/{cell.name}"
            if golden in store and golden.split("@")[1].startswith(RELEASES[backend]):
                yield from ((golden, d.reproducer) for d in known if fnmatchcase(cell.id, d.id))


def marked(backend):
    folder = f"adapters/{backend.replace('-', '_')}/"
    return {(case, d.see) for case in MARKED for d in departures(case) if d.see.startswith(folder)}


@pytest.mark.parametrize("backend", RELEASES)
def test_what_a_backend_declares_is_marked_and_nothing_else(backend):
    if importlib.util.find_spec(backend.replace("-", "_")) is None:
        pytest.skip(f"{backend} is not installed: pip install 'goldstep[{backend}]'")
    assert set(declared(backend)) == marked(backend)


@pytest.mark.parametrize("case", MARKED)
def test_a_mark_stands_in_the_file_and_points_to_a_script(case):
    golden = Store().read(case)
    assert golden.departures == departures(case)
    assert golden.document["departures"] == [asdict(d) for d in departures(case)]
    for departure in golden.departures:
        text = (ROOT / departure.see).read_text(encoding="utf-8")
        assert text.startswith(f'"""{departure.release}')
        (name, version), (release, number, *_) = departure.release.split(), golden.case.variant.split("-")
        assert release.endswith(name)
        assert version.startswith(number)


def test_most_goldens_have_none():
    assert 0 < len(MARKED) < len(all_cases()) / 10
    assert Store().read("adam/spike@paper").departures == ()
    assert "departures" not in Store().read("adam/spike@paper").document


def test_a_departure_reads_as_a_sentence():
    departure = Departure("optax 0.2.8", "the rate is NaN", "adapters/x.py", "under jax.jit")
    assert str(departure) == "optax 0.2.8 does not reproduce this under jax.jit: the rate is NaN (adapters/x.py)"
    assert str(Departure("a 1", "b", "c.py")) == "a 1 does not reproduce this: b (c.py)"


def test_explain_tells_it(run):
    assert "optax 0.2.8 does not reproduce this" in run("explain", "rprop/signs@optax-0.2.8", "--step", 1)
    assert "does not reproduce" not in run("explain", "adam/spike@paper", "--step", 1)
