"""What was found: documented traps are told from defects by the reproducers themselves."""

from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install 'goldstep[docs]'")
from goldstep.adapters.loading import BUILT_IN
from goldstep.conformance.deviations import of_adapter
from goldstep.spec._ext.found import findings
from goldstep.spec.clauses import FOLDER

ROOT = Path(__file__).parents[2]
BACKENDS = ("torch", "optax", "pytorch-optimizer", "keras", "released")


def titles(backend, *, documented):
    return [" ".join(found.paragraphs[0].split()) for found in findings(backend, documented=documented)]


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_reproducer_is_a_defect_or_a_documented_trap(backend):
    defects, traps = (titles(backend, documented=documented) for documented in (False, True))
    scripts = list((ROOT / "adapters" / backend.replace("-", "_") / "reproducers").glob("*.py"))
    assert not set(defects) & set(traps)
    assert len(defects) + len(traps) == len(scripts)


def test_each_finding_has_an_anchor_of_its_own_and_names_its_script():
    found = [x for backend in BACKENDS for known in (False, True) for x in findings(backend, documented=known)]
    assert len({x.anchor for x in found}) == len(found)
    assert all((ROOT / x.place).is_file() for x in found)


def test_the_schedulers_made_late_are_traps():
    traps = " ".join(titles("torch", documented=True))
    assert len(titles("torch", documented=True)) == 5
    for name in ("ChainedScheduler", "LambdaLR", "OneCycleLR", "LinearLR", "CosineAnnealingWarmRestarts"):
        assert name in traps


@pytest.mark.parametrize("backend", BUILT_IN)
def test_a_declared_deviation_and_its_reproducer_agree_on_what_is_documented(backend):
    for deviation in of_adapter(backend, None):
        source = (ROOT / deviation.reproducer).read_text(encoding="utf-8")
        assert deviation.link.startswith("documented") == ("\nDocumented:" in source), deviation.id


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_page_shows_the_findings_of_every_backend(backend):
    page = (FOLDER / "found.md").read_text(encoding="utf-8")
    assert f"```{{found}} {backend}\n```" in page
    assert (f"```{{found}} {backend}\n:documented:" in page) == bool(titles(backend, documented=True))


def test_the_front_page_counts_the_findings_of_every_backend():
    from goldstep.spec._ext.overview import FRAMEWORKS, counts

    assert tuple(FRAMEWORKS) == BACKENDS
    for backend in BACKENDS:
        assert counts(backend) == [str(len(titles(backend, documented=known))) for known in (False, True)]
