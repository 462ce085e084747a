"""What was found: documented traps are told from defects by the reproducers themselves."""

from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install 'goldstep[docs]'")
from goldstep.adapters.loading import BUILT_IN
from goldstep.conformance.deviations import of_adapter
from goldstep.spec._ext.found import _CLAUSE, _THREAD, FRAMEWORKS
from goldstep.spec._ext.reproducers import SEVERITIES, _finding, findings
from goldstep.spec.clauses import FOLDER, clauses

ROOT = Path(__file__).parents[2]
BACKENDS = ("torch", "optax", "pytorch-optimizer", "keras", "mlx", "tinygrad", "released")


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


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_finding_has_a_severity_clauses_that_exist_and_what_it_prints(backend):
    for documented in (False, True):
        for x in findings(backend, documented=documented):
            assert x.severity in SEVERITIES[1 if documented else 0 :], x.place
            named = _CLAUSE.findall(x.clauses)
            assert x.clauses.startswith("none, for ") or ", ".join(named) == x.clauses != "", x.place
            assert set(named) <= set(clauses()), x.place
            assert not x.upstream or _THREAD.fullmatch(x.upstream), x.place
            assert x.shown.strip(), x.place


def test_each_output_belongs_to_a_script():
    outputs = (ROOT / "adapters").glob("*/reproducers/*.txt")
    assert [path for path in outputs if not path.with_suffix(".py").is_file()] == []


@pytest.mark.parametrize(
    "trailer", ["Nothing.", "Severity: grave. Clauses: STEP-1.", "Clauses: STEP-1.", "Severity: high. Upstream: x."]
)
def test_a_finding_without_severity_or_clauses_is_refused(trailer, tmp_path):
    script = tmp_path / "x.py"
    script.write_text(f'"""torch 2.13: wrong.\n\n{trailer}\n"""\n')
    with pytest.raises(ValueError, match=r"adapters/torch/reproducers/x\.py: the docstring must end in"):
        _finding("torch", script)


def test_the_schedulers_made_late_are_traps():
    traps = " ".join(titles("torch", documented=True))
    assert len(titles("torch", documented=True)) == 5
    for name in ("ChainedScheduler", "LambdaLR", "OneCycleLR", "LinearLR", "CosineAnnealingWarmRestarts"):
        assert name in traps


@pytest.mark.parametrize("backend", BUILT_IN)
def test_a_declared_deviation_and_its_reproducer_agree_on_what_is_documented_and_reported(backend):
    of_place = {x.place: x for y in BACKENDS for known in (False, True) for x in findings(y, documented=known)}
    for deviation in of_adapter(backend, None):
        found = of_place[deviation.reproducer]
        if any(text.startswith("Documented:") for text in found.paragraphs):
            assert deviation.link.startswith("documented"), deviation.id
        else:
            assert deviation.link == found.upstream, deviation.id


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_page_shows_the_findings_of_every_backend(backend):
    page = (FOLDER / "found.md").read_text(encoding="utf-8")
    assert f"```{{found}} {backend}\n```" in page
    assert (f"```{{found}} {backend}\n:documented:" in page) == bool(titles(backend, documented=True))


def test_the_front_page_counts_the_findings_of_every_backend():
    from goldstep.spec._ext.overview import counts

    assert tuple(FRAMEWORKS) == BACKENDS
    for backend in BACKENDS:
        assert counts(backend) == [str(len(titles(backend, documented=known))) for known in (False, True)]
