"""Classes as people write them for themselves are read, or it is said what could not be."""

import pytest
from judged import told, verdicts

import goldstep
from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.reference.errors import GoldstepError

ENDS = ("edges", "changes", "groups")


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Lists", "m is self/first, v is self/second; steps are counted in self/n"),
        ("ById", "m is self/m, v is self/v; steps are counted in self/t"),
        ("Named", "m is fast, v is slow; steps are counted in ticks"),
        ("OfModel", "m is fast, v is slow; steps are counted in ticks"),
    ],
)
def test_state_is_found_wherever_it_lies(name, state):
    assert told(f"torch:standin.strange.{name}", "adam@paper")[1] == f"state: {state}"
    found = verdicts(f"torch:standin.strange.{name}", "adam@paper", checks=("life",), cases=("groups@paper",))
    made_of_parameters = name in ("Lists", "ById")  # or there are no groups
    assert list(found.values()) == ["conforms" if made_of_parameters else "untested"]
    found = verdicts(f"torch:standin.strange.{name}", "adam@paper", checks=("one-step",))
    assert set(found.values()) == {"conforms"}


def test_state_that_is_flat_and_numbers_of_the_whole_run_are_read_and_loaded():
    target, like = "torch:standin.strange.Flattened", "prodigy@prodigyopt-1.1"
    assert goldstep.identify(target).matches[0].name == like
    state = "m is exp_avg, v is exp_avg_sq, s is s, theta0 is p0, r is group/d_numerator, d is group/d, d_max is group"
    assert told(target, like)[1].startswith(f"state: {state}/d_max")
    found = verdicts(target, like, checks=("smoke", "one-step", "properties"))
    assert set(found.values()) == {"variant", "sound"}


def test_an_argument_that_nobody_knows_is_named_where_a_class_is_recognised_without_it():
    text = goldstep.identify("torch:standin.strange.Letters").text
    assert "this is lion@paper: eta=lr; always beta1=0.9, beta2=0.99, weight_decay=0; left alone b" in text
    assert "nothing here is called b[0], b[1]; if it is a hyperparameter, say which, such as --map lr=b[0]" in text


def test_what_steps_and_is_no_optimizer_is_told_what_to_do():
    with pytest.raises(GoldstepError, match=r"derive it from that, with super.* or write an adapter of four methods"):
        told("torch:standin.strange.Bare", "sgd")


def test_a_scheduler_that_is_none_of_torch_is_recognised_and_judged():
    target, like = "torch:standin.strange.Cosine", "warmup_cosine_lr@transformers-5.24"
    assert goldstep.identify(target).matches[0].name == like
    found = verdicts(target, like, checks=("one-step", "trajectory", "life"))
    untested = {name.split("/")[-1].partition("@")[0] for name, verdict in found.items() if verdict == "untested"}
    assert set(found.values()) == {"variant", "untested"}
    assert {"restore", "changes"} <= untested  # no state dict, and nothing is known of what it reads again


def test_what_a_constructor_refuses_at_either_end_is_found_and_asked_of_none():
    target, like = "torch:standin.strange.Strict", "sgd@pytorch-2.13-momentum"
    opening = load(target, asked(like)).opening
    for text in ("lr=0 is refused: ValueError: nonsense", "momentum=1 is refused", "weight_decay=1024 is refused"):
        assert text in opening.told[1]
    assert load(target, asked(like)).info.bounds["sgd"] == {
        "lr": "(0, 1.0]", "momentum": "[0, 1)", "weight_decay": "[0, 1.0]",
    }  # fmt: skip
    found = verdicts(target, like, checks=("life",), cases=tuple(f"{x}@pytorch-2.13-momentum" for x in ENDS))
    assert set(found.values()) == {"variant"}
