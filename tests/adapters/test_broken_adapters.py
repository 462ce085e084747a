"""A broken adapter is an error that says what is broken; nothing is said about its optimizer."""

import importlib

import broken_adapters
import pytest

from goldstep.adapters import loading
from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import Cell
from goldstep.conformance.checks import CHECKS, get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection, subjects


def judge(attribute, check="smoke", dtype="float32"):
    """The outcome of one check on the first cell that it has for a broken adapter."""
    backend = Backend(f"broken_adapters:{attribute}", getattr(broken_adapters, attribute))
    (subject,) = subjects(backend, Selection(("adam",), (dtype,)))
    each = get(check)
    return Cell(each, subject, each.cells(subject)[0]).judge()


def test_a_sound_adapter_is_none():
    assert judge("Sound").verdict is Verdict.SOUND


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ("InitRaises", r"raised RuntimeError in init: out of memory \(.*broken_adapters\.py:\d+\)"),
        ("StepRaises", r"raised ZeroDivisionError in step 1 of adam/.*: in the kernel"),
        ("StepExits", "raised SystemExit in step 1"),
        ("StateNone", "must return a mapping with 'theta', got None"),
        ("StateWithoutTheta", "must return a mapping with 'theta', got {'m'"),
        ("StateTransposed", r"\['m'\] has shapes \[\(4,\), \(2, 1\)\], expected \[\(4,\), \(1, 2\)\]"),
        ("StateTooShort", r"\['v'\] has shapes \[\(4,\)\], expected"),
        ("StateOfText", r"\['m'\] of parameter 0, of type str, holds the text 'one'; expected real numbers"),
        ("StateUnknownSlot", "names exp_avg; adam paper has m, v"),
        ("StateLacksSlot", "lacks v of adam; return it, or list it under `unreadable`"),
        ("StateNaN", r"state\(\)\['theta'\] before the first step is \[nan"),
        ("StateTooWide", r"\['m'\] holds .*0\.1.*, which no float32 can be"),
        ("OtherStart", r"state\(\)\['theta'\] before the first step is .*, init was given"),
        ("ChangesParams", "changed the initial parameters that it was given; it must copy them"),
        ("KeepsParams", "changed the initial parameters that it was given; it must copy them"),
        ("ChangesGradients", "changed the gradients that it was given; it must copy them"),
        ("KeepsGradients", "overwriting the caller's gradient arrays after a step changes the result"),
        ("GivesUpLater", "raised Unsupported in step 3 of adam/.*, after steps that it made; .*: no third step"),
        ("LoadsNothing", r"load\(\) of zero parameters leaves"),
        ("LoadRaises", "raised NotImplementedError in load"),
    ],
)
def test_what_breaks_in_a_run_is_an_error(attribute, message):
    outcome = judge(attribute)
    assert outcome.verdict is Verdict.ERROR
    assert f"broken_adapters:{attribute}" in outcome.reason
    with pytest.raises(AdapterError, match=message):
        raise AdapterError(outcome.reason)


@pytest.mark.parametrize("check", ["smoke", "one-step", "trajectory", "monte-carlo", "properties"])
def test_a_kernel_that_is_missing_leaves_a_cell_untested(check):
    outcome = judge("LacksTheKernel", check)
    assert outcome.verdict is Verdict.UNTESTED
    assert outcome.reason == "no kernel for this dtype"


def test_other_checks_of_a_broken_adapter_say_so_instead_of_judging():
    outcome = judge("StepRaises", "trajectory")
    assert outcome.verdict is Verdict.ERROR
    assert outcome.reason.startswith("the adapter is broken: ")


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ("InfoNone", r"info\(\) must return goldstep.adapters.contract.Info, got None"),
        ("InfoRaises", "raised RuntimeError in info: no licence"),
        ("AlgorithmsInAList", r"info\(\)\.algorithms must be a mapping, got \['adam'\]"),
        ("VariantAsText", r"info\(\)\.algorithms\['adam'\] must be a list of names, got 'paper'"),
        ("UnknownAlgorithm", "names an unknown algorithm 'adaam'; known: .*adam"),
        ("UnknownVariant", r"unknown variant of adam 'pytorch-2\.14'; did you mean pytorch-2\.13"),
        ("UnknownDtype", "names an unknown dtype 'float31'; known: float64, float32"),
        ("not_callable", "raised TypeError in info: 'str' object is not callable"),
    ],
)
def test_what_info_says_wrong_is_an_error(attribute, message):
    with pytest.raises(AdapterError, match=message) as error:
        list(subjects(load(f"broken_adapters:{attribute}"), Selection()))
    assert f"broken_adapters:{attribute}" in str(error.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "nonsense",
            "unknown adapter 'nonsense': it is neither one of numpy, torch, optax, ",
        ),
        (":Adam", "unknown adapter ':Adam'"),
        ("broken_adapters:", "unknown adapter 'broken_adapters:'"),
        ("no_such_module:Adam", "adapter 'no_such_module:Adam': there is no module 'no_such_module'"),
        ("no_such.inner:Adam", "there is no module 'no_such'"),
        ("broken_adapters:Sounds", "module broken_adapters has no Sounds"),
    ],
)
def test_a_name_that_leads_nowhere(name, message):
    with pytest.raises(AdapterError, match=message):
        load(name)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import no_such_package", r"raised ModuleNotFoundError in import: No module named 'no_such_package'"),
        ("1 / 0", r"raised ZeroDivisionError in import: .*\(.*bad_import\.py:1\)"),
        ("def", "raised SyntaxError in import"),
        ("import sys; sys.exit(0)", "raised SystemExit in import"),
    ],
)
def test_a_module_that_cannot_be_imported(tmp_path, monkeypatch, source, message):
    (tmp_path / "bad_import.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AdapterError, match=message):
        load("bad_import:Adam")


def test_an_adapter_may_lie_in_a_file_that_is_named():
    file = broken_adapters.__file__
    assert load(f"{file}:Sound").declared("adam") == ["paper"]
    with pytest.raises(AdapterError, match="has no Nothing; it is"):
        load(f"{file}:Nothing")
    with pytest.raises(AdapterError, match="there is no file"):
        load(f"{file}.py:Sound")
    with pytest.raises(AdapterError, match=r"Unsupported' is no adapter, for it has no info\(\)"):
        load(f"{file}:Unsupported").info  # noqa: B018


@pytest.mark.parametrize("name", ["torch", "optax"])
def test_a_framework_that_is_not_installed_says_what_to_install(monkeypatch, name):
    monkeypatch.setattr(importlib.util, "find_spec", lambda package: None)
    with pytest.raises(AdapterError, match=rf"adapter '{name}' needs {name}: pip install 'goldstep\[{name}\]'"):
        load(name)


def test_an_import_that_hangs_ends_the_process(goldstep, tmp_path):
    (tmp_path / "hangs.py").write_text("import time\ntime.sleep(300)\n")
    (tmp_path / "sitecustomize.py").write_text(f"import {loading.__name__} as x\nx.IMPORT_SECONDS = 0.2\n")
    shown = goldstep("check", "hangs:Adam", code=2)
    assert "error: importing adapter 'hangs:Adam' took longer than 0.2 s" in shown


class TestLess:
    """An adapter that can do less is judged on what it shows, and says why the rest is untested."""

    @pytest.mark.parametrize("check", ["one-step", "reset"])
    def test_unreadable_slots_leave_single_steps_untested(self, check):
        outcome = judge("Opaque", check)
        assert outcome.verdict is Verdict.UNTESTED
        assert outcome.reason == "m, v cannot be read, so no step can be judged on its own"

    @pytest.mark.parametrize("check", ["trajectory", "properties", "monte-carlo"])
    def test_their_parameters_are_judged_all_the_same(self, check):
        outcome = judge("Opaque", check, "float64")
        assert outcome.verdict is Verdict.CONFORMS
        assert outcome.judged > 0

    def test_without_load_nothing_is_reset(self):
        outcome = judge("NoLoad", "reset")
        assert outcome.verdict is Verdict.UNTESTED
        assert outcome.reason == "the adapter has no load(), so parameters cannot be set to zero"

    @pytest.mark.parametrize("check", ["one-step", "trajectory", "properties"])
    def test_without_load_the_rest_is_judged(self, check):
        assert judge("NoLoad", check).verdict is Verdict.CONFORMS

    def test_nan_after_a_step_is_a_violation_of_the_optimizer(self):
        assert judge("NaNLater").verdict is Verdict.SOUND
        outcome = judge("NaNLater", "one-step")
        assert outcome.verdict is Verdict.VIOLATES
        assert (outcome.departure.step, outcome.departure.quantity) == (2, "m")
        assert outcome.margin == float("inf")


@pytest.mark.parametrize("check", [check for check in CHECKS if check.name != "smoke"], ids=lambda check: check.name)
def test_nan_violates_in_every_check_and_brings_none_down(check):
    backend = Backend("broken_adapters:NaNLater", broken_adapters.NaNLater)
    for subject in subjects(backend, Selection(dtypes=("float64",))):
        found = {name: Cell(check, subject, name).judge(diagnose=False) for name in check.cells(subject)}
        assert not [name for name, outcome in found.items() if outcome.verdict is Verdict.ERROR]
        if check.name in ("counterexamples", "one-step", "reset", "trajectory"):
            assert {outcome.verdict for outcome in found.values()} <= {Verdict.VIOLATES}
            assert {outcome.margin for outcome in found.values()} <= {float("inf")}


class TestExitCodes:
    def test_0_conforms_and_leaves_nothing_behind(self, goldstep, tmp_path):
        words = ("--check", "trajectory", "--check", "properties", "--dtype", "float64")
        assert "2 conform" in goldstep("check", "broken_adapters:Sound", *words)
        assert list(tmp_path.iterdir()) == []

    def test_1_violates(self, goldstep):
        words = ("--check", "one-step", "--case", "spike@paper", "--dtype", "float64")
        shown = goldstep("check", "broken_adapters:NaNLater", *words, code=1)
        assert "2 violate" in shown

    def test_2_broken(self, goldstep):
        shown = goldstep("check", "broken_adapters:StepRaises", "--check", "trajectory", "--dtype", "float64", code=2)
        assert "in the kernel" in shown

    def test_2_usage(self, goldstep):
        assert "error: unknown adapter 'nonsense'" in goldstep("check", "nonsense", code=2)

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--check", "smoke"), "only the adapter was checked, and nothing of the optimizer"),
            (("--dtype", "float16"), "nothing was tested"),
        ],
    )
    def test_3_nothing_was_tested(self, goldstep, words, said):
        assert said in goldstep("check", "broken_adapters:Sound", *words, code=3)
