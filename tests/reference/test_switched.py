"""Variants by their settings: their switches, their hyperparameters, and names that mean nothing."""

import pytest

from goldstep.reference.errors import GoldstepError, UnknownName
from goldstep.reference.registry import get
from goldstep.reference.switched import name_of, neighbours


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"zero": "gradient"}, "zero=gradient"),
        ({"nesterov": "on", "zero": "gradient"}, "nesterov=on,zero=gradient"),
        ({"zero": "gradient", "variant": "optax-0.2.8"}, "optax-0.2.8,zero=gradient"),
        ({"variant": "paper"}, "paper"),
    ],
)
def test_the_name_of_settings(settings, name):
    assert name_of(settings) == name


def test_it_is_the_base_with_other_settings():
    lars = get("lars")
    made = lars.variant("zero=gradient,nesterov=on")
    assert made.switches == {**lars.variant("paper").switches, "zero": "gradient", "nesterov": "on"}
    assert made.defaults == lars.variant("paper").defaults
    assert made is lars.variant("zero=gradient,nesterov=on")


def test_without_a_paper_the_first_variant_is_the_base():
    radam, muon = get("radam"), get("batch_norm_statistics")
    assert radam.variant("below=nothing").source == "paper with below=nothing"
    (switch, settings), *_ = muon.switches.items()
    assert muon.variant(f"{switch}={settings[0]}").source.startswith(
        "paper" if any(v.name == "paper" for v in muon.variants) else muon.variants[0].name
    )


def test_what_only_its_own_formulas_use_is_added_and_has_no_default():
    added = get("adafactor").variant("momentum=on,cap=on").defaults
    assert {name for name, value in added.items() if value is None} == {"beta1", "beta2_cap"}


def test_what_no_formula_uses_any_longer_is_gone():
    base = get("adafactor").variant("pytorch-optimizer-4.1").defaults
    assert get("adafactor").variant("pytorch-optimizer-4.1,momentum=off").defaults.keys() == base.keys() - {"beta1"}
    assert "schedule_multiplier" not in get("adamw").variant("decay=lr").defaults


def test_what_the_base_lacks_all_the_same_stays_away():
    """Both use epsilon, and the paper has none."""
    assert "eps" not in get("lars").variant("zero=gradient").defaults


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("zero=all", UnknownName, "unknown setting of lars's switch zero 'all'; known: divisor, gradient, parameter"),
        ("zeros=gradient", UnknownName, "unknown switch of lars 'zeros'; did you mean zero"),
        ("optax,zero=gradient", UnknownName, "unknown variant of lars 'optax'"),
        ("zero=gradient,paper", UnknownName, "unknown switch of lars 'paper'"),
        ("zero=gradient,zero=divisor", GoldstepError, "sets a switch of lars twice"),
        ("zero=", UnknownName, "unknown setting"),
        ("=", UnknownName, "unknown switch"),
    ],
)
def test_names_that_mean_nothing(name, kind, message):
    with pytest.raises(kind, match=message):
        get("lars").variant(name)


def test_the_neighbours_of_a_variant_differ_in_one_switch():
    lars = get("lars")
    names = [v.name for v in neighbours(lars, lars.variant("optax-0.2.8,zero=gradient"))]
    assert {"optax-0.2.8,zero=divisor", "optax-0.2.8,zero=gradient,nesterov=on"} <= set(names)
    assert "zero=divisor,norms=joint" in [v.name for v in neighbours(lars, lars.variant("zero=divisor"))]
    assert len(names) == sum(len(settings) - 1 for settings in lars.switches.values())


def test_settings_that_do_not_go_together_are_an_error_and_no_neighbours():
    rmsprop = get("rmsprop")
    with pytest.raises(GoldstepError, match="of rmsprop do not go together, for there is no 'b'"):
        rmsprop.variant("optax-0.2.8-momentum,buffer=none")
    names = [v.name for v in neighbours(rmsprop, rmsprop.variant("optax-0.2.8-momentum"))]
    assert "optax-0.2.8-momentum,buffer=none" not in names
    assert "optax-0.2.8-momentum,centered=on" in names
