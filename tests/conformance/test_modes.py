"""A way to run is a dimension of its own: what is wrong in one of them is convicted there, and none is run unasked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from goldstep.adapters.contract import AdapterError, Contract, Info
from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import cells, outcomes
from goldstep.conformance.checks import get as check
from goldstep.conformance.header import header
from goldstep.conformance.impostors.misliving import lives_of
from goldstep.conformance.impostors.modal import MODAL, applies, backend
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection, subjects
from goldstep.conformance.table import contracts, unasked
from goldstep.reference.registry import get

CHECKS = [check(name) for name in ("one-step", "life")]
JUDGED = [("adamw", "pytorch-2.13"), ("sgd", "pytorch-2.13")]
WRONG = [(k, *named) for k in MODAL for named in JUDGED if applies(k, get(named[0]), named[1])]


@pytest.mark.parametrize(("kind", "name", "variant"), WRONG, ids=lambda x: getattr(x, "__name__", x))
def test_what_is_wrong_in_one_mode_is_convicted_in_that_mode(kind, name, variant):
    judged, found = backend(kind, get(name), variant), {}
    for cell, outcome in outcomes(judged, Selection(dtypes=("float64",), all_modes=True), CHECKS):
        found.setdefault(cell.subject.mode, []).append(outcome.verdict.value)

    assert found["usual"]
    assert not {"violates", "error"} & set(found["usual"])
    assert "violates" in found[kind.mode]
    assert "error" not in found[kind.mode]


SHARING = [wrong for name in ("lamb", "clip_by_global_norm") for wrong in lives_of(name) if wrong.kind == "sharing"]


@pytest.mark.parametrize("wrong", SHARING, ids=lambda wrong: wrong.id)
def test_what_is_wrong_where_a_run_is_shared_out_is_right_alone(wrong):
    found = {"alone": [], "shared": []}
    for cell, outcome in outcomes(wrong.backend(), Selection(dtypes=("float64",)), CHECKS[:1]):
        found[cell.subject.mode].append(outcome)

    assert all(not o.failed and "STEP-20" not in o.clauses for o in found["alone"])
    assert any(o.failed for o in found["shared"])
    assert all("STEP-20" in o.clauses for o in found["shared"])


def test_a_mode_on_request_is_run_when_it_is_asked_for_and_not_otherwise():
    judged = backend(MODAL[0], get("adamw"), "pytorch-2.13")

    def modes(selection):
        return {subject.mode for subject in subjects(judged, selection)}

    assert modes(Selection()) == {"usual"}
    assert modes(Selection(modes=("fused",))) == {"fused"}
    assert modes(Selection(all_modes=True)) == {"usual", "fused"}


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ((), "not asked for: mode fused (--mode fused, or --all-modes)"),
        (("--all-modes",), None),
        (("--mode", "fused"), None),
        (("--mode", "usual"), None),
    ],
)
def test_the_table_says_which_modes_nobody_asked_for(asked, line, tmp_path):
    source = (
        "from goldstep.conformance.impostors.modal import WithoutDecay\n"
        "from goldstep.reference.registry import get\n"
        "made = lambda: WithoutDecay(get('sgd'), 'paper')\n"
    )
    (tmp_path / "ours.py").write_text(source)
    run_file = tmp_path / "run.jsonl"
    goldstep = Path(sys.executable).with_name("goldstep")
    only = ("--check", "smoke", "--dtype", "float64", "--run-file", run_file)
    shown = subprocess.run(
        [goldstep, "check", "ours:made", *only, *asked], cwd=tmp_path, capture_output=True, text=True
    )
    told = subprocess.run([goldstep, "report", run_file], capture_output=True, text=True)

    for text in (shown.stdout.lower(), told.stdout.lower()):
        assert ("not asked for: " in text) == (line is not None), shown.stdout + shown.stderr + told.stderr
        assert line is None or line in text
    head = json.loads(run_file.read_text().splitlines()[0])
    assert head["backend"]["unasked"] == (["fused"] if line else [])


class Declaring(Performer):
    """With a mode that rounds in another way."""

    def info(self):
        info = super().info()
        single = Contract(coefficients="single")
        return Info(**{**vars(info), "modes": ("plain", "quick"), "contracts_in": {"quick": {"*": single}}})


def test_a_mode_may_have_a_contract_of_its_own():
    judged = Backend("declaring", lambda: Declaring(get("adam"), "pytorch-2.13"))
    found = {s.mode: s.contract.coefficients for s in subjects(judged, Selection(dtypes=("float64",)))}
    assert found == {"plain": "double", "quick": "single"}

    lines = [{"algorithm": "adam", "mode": mode} for mode in found]
    assert contracts(header(judged), lines) == ["declared contract of adam/quick: coefficients = single"]
    assert unasked(header(judged)) == []


@pytest.mark.parametrize("where", ["requested", "costly", "shared", "contracts_in"])
def test_a_mode_that_nobody_knows_is_an_error(where):
    class Odd(Performer):
        def info(self):
            odd = {"slow": {}} if where == "contracts_in" else ("slow",)
            return Info(**{**vars(super().info()), where: odd})

    judged = Backend("odd", lambda: Odd(get("adam"), "pytorch-2.13"))
    with pytest.raises(AdapterError, match="unknown mode 'slow'; known: default"):
        list(subjects(judged, Selection()))


@pytest.mark.parametrize("adapter", ["torch", "optax"])
def test_what_is_run_by_default_is_what_was_run_before(adapter):
    pytest.importorskip(adapter, reason=f"{adapter} is not installed: pip install 'goldstep[{adapter}]'")
    usual = {"torch": {"for-loop", "foreach", "fused"}, "optax": {"eager", "jit"}}[adapter]
    info = load(adapter).info

    assert set(info.modes) - set(info.requested) == usual
    assert len(set(info.requested)) > 3


REAL = {
    "torch": ["differentiable", "tensor-lr"],
    "optax": ["donated", "scan", "vmap", "inject", "scheduled", "masked", "multi-transform"],
}


@pytest.mark.parametrize(("adapter", "mode"), [(name, mode) for name, modes in REAL.items() for mode in modes])
def test_a_real_optimizer_conforms_in_each_of_its_ways(adapter, mode):
    pytest.importorskip(adapter, reason=f"{adapter} is not installed: pip install 'goldstep[{adapter}]'")
    found = list(outcomes(load(adapter), Selection(("adam",), ("float32",), (mode,)), [check("one-step")]))

    assert {outcome.verdict.value for _, outcome in found} <= {"conforms", "variant"}, [o.reason for _, o in found]
    assert len(found) > 2


@pytest.mark.parametrize("mode", ["jit", "inject", "scheduled", "multi-transform"])
def test_a_state_is_loaded_into_every_wrapper(mode):
    pytest.importorskip("optax")
    chosen = Selection(("adadelta",), ("float64",), (mode,))
    found = {c.name: c.judge(diagnose=False) for c in cells(load("optax"), chosen, check("life")) if "late" in c.name}

    assert [outcome.verdict.value for outcome in found.values()] == ["conforms"]
