"""A variant that is called by its settings: from the declaration to the report."""

import json

import pytest
from unnamed_lars import Unnamed

from goldstep.adapters.contract import AdapterError, Info
from goldstep.adapters.loading import Backend, load
from goldstep.adapters.process.record import from_info, to_info
from goldstep.conformance.checks import get as check
from goldstep.conformance.subject import Selection, subjects
from goldstep.golden import catalogue
from goldstep.golden.power import FACTOR, Rival, distance
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case

NAME = "tinygrad-0.14,buffered=nothing"
LARS, FORMULAS = "unnamed_lars", ("--check", "one-step", "--check", "trajectory")


def subject(algorithms, dtype="float64"):
    def make():
        adapter = Unnamed()
        adapter.info = lambda: Info("declared", "1", algorithms)
        return adapter

    return list(subjects(Backend("declared", make), Selection(dtypes=(dtype,))))


def test_it_is_judged_and_named_by_its_settings(goldstep, tmp_path):
    shown = goldstep("check", f"{LARS}:Unnamed", *FORMULAS, "--run-file", tmp_path / "run.jsonl")
    assert f"lars │ {NAME} │" in " ".join(shown.split())
    _, *lines, _ = map(json.loads, (tmp_path / "run.jsonl").read_text().splitlines())
    assert {line["variant"] for line in lines} == {NAME}
    assert {line["verdict"] for line in lines} == {"variant"}
    inputs = {case.name for case in catalogue.of_algorithm("lars")}
    assert {line["case"] for line in lines if line["check"] == "trajectory"} == {f"{x}@{NAME}" for x in inputs}
    report = goldstep("report", tmp_path / "run.jsonl")
    assert f"| lars | {NAME} |" in report


def test_what_is_wrong_is_convicted_and_can_be_worked_out(goldstep):
    shown = goldstep("check", f"{LARS}:Zeros", *FORMULAS, "--dtype", "float64", code=1)
    assert f"one-step/lars/f64/zeros@{NAME}: violates" in shown
    assert f"this is the variant {NAME},zero=divisor (" in shown
    assert "zero divisor instead of gradient" in shown
    assert "upside down" not in shown
    worked = goldstep("explain", f"lars/zeros@{NAME}", "--step", 1)
    assert f"LARS, variant {NAME}" in worked
    assert "LARS-8" in worked


def test_a_case_of_it_is_none_that_can_be_built(run):
    assert "unknown case" in run("golden", "build", f"lars/zeros@{NAME}", code=2)


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ("NoSwitch", "names an unknown switch of lars 'zeros'; did you mean zero"),
        ("NoSetting", "names an unknown setting of lars's switch zero 'gradients'; did you mean gradient"),
        ("NoWords", "has {'zero': 1}: a variant by its settings maps switches to settings"),
        ("Nothing", "has {}: a variant by its settings maps switches to settings"),
    ],
)
def test_a_wrong_declaration_is_an_error(attribute, message):
    with pytest.raises(AdapterError, match=message):
        list(subjects(load(f"{LARS}:{attribute}"), Selection()))


def test_the_adapter_is_told_the_name():
    (only,) = subject({"lars": [{"variant": "optax-0.2.8", "zero": "gradient"}]})
    assert only.setup(only.cases[0]).variant == "optax-0.2.8,zero=gradient"
    assert all(set(only.hyper(case, 1)) == set(only.variant.defaults) for case in only.cases)


def test_settings_that_a_named_variant_has_are_judged_by_its_goldens():
    (only,) = subject({"lars": ["pytorch-optimizer-4.1,nesterov=on"]})
    assert {case.variant for case in only.cases} == {"pytorch-optimizer-4.1-nesterov"}


def test_besides_a_named_variant_each_has_its_own_cases():
    by_name, by_settings = subject({"lars": ["paper", NAME]})
    assert {case.variant for case in by_name.cases} == {"paper"}
    assert {case.variant for case in by_settings.cases} == {NAME}
    assert check("trajectory").cells(by_settings)


def test_it_goes_through_a_process_as_a_list_or_as_an_object():
    info = Info("x", "1", {"lars": [{"zero": "gradient"}, "paper"]})
    assert to_info(json.loads(json.dumps(from_info(info)))).algorithms["lars"] == ["zero=gradient", "paper"]


@pytest.mark.parametrize(
    ("algorithm", "name"),
    [
        ("lars", "zero=gradient"),
        ("lars", "timm-1.0.31,nesterov=on"),
        ("adam", "bias_correction=off,eps_place=inside"),
        ("adafactor", "pytorch-optimizer-4.1,step_size=relative"),
        ("nadam", "v_factor=none"),
        ("ema", "first=copied"),
    ],
)
def test_the_inputs_tell_it_from_the_variant_that_it_begins_from(algorithm, name):
    found = get(algorithm)
    base = found.variant(name.split(",")[0] if "=" not in name.split(",")[0] else "paper")
    rival = Rival(name, found, found.variant(name), base)
    assert max(distance(case, rival) for case in catalogue.of_settings(algorithm, name)) >= FACTOR


@pytest.mark.parametrize("algorithm", ["adafactor", "muon_adamw", "cosine_annealing", "training_loop"])
def test_every_setting_of_every_switch_has_cases_that_hold(algorithm):
    found = get(algorithm)
    for switch, settings in found.switches.items():
        for setting in settings:
            cases = catalogue.of_settings(algorithm, f"{switch}={setting}")
            assert all(isinstance(case, Case) for case in cases)
            assert cases
