"""Averages of weights and functions that clip gradients, without an adapter."""

import pytest
from judged import told, verdicts

import goldstep
from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.reference.errors import GoldstepError

AVERAGED = "torch.optim.swa_utils.AveragedModel"


def names(target, **more):
    return [match.name for match in goldstep.identify(f"torch:{target}", **more).matches]


@pytest.mark.parametrize(
    ("target", "name"),
    [
        (AVERAGED, "swa@pytorch-2.13"),
        ("standin.averages.of_torch", "ema@pytorch-2.13"),
        ("standin.averages.Shadow", "ema@optax-0.2.8-incremental"),
        ("standin.averages.clip", "clip_by_global_norm@pytorch-2.13"),
        ("torch.nn.utils.clip_grad_norm_", "clip_by_global_norm@pytorch-2.13"),
        ("torch.nn.utils.clip_grad_value_", "clip_by_value@pytorch-2.13"),
    ],
)
def test_averages_and_clipping_are_recognised(target, name):
    assert names(target)[0] == name


def test_buffers_of_a_model_must_be_right_too():
    assert names(AVERAGED) == ["swa@pytorch-2.13"]
    assert names(AVERAGED, flags={"use_buffers": True}) == ["swa@pytorch-2.13-buffers"]
    nearest = goldstep.identify("torch:standin.averages.OfModel").nearest
    assert nearest.name == "ema@pytorch-2.13"
    assert nearest.explained[0].startswith("this is the variant pytorch-2.13,first=averaged")


def test_what_is_wrong_is_explained_there_as_well():
    late = goldstep.identify("torch:standin.averages.Shadow", flags={"late": True}).nearest
    assert "decay-for-step-size" in late.explained[0]
    bare = goldstep.identify("torch:standin.averages.clip", flags={"guarded": False})
    assert bare.matches[0].name == "clip_by_global_norm@paper"


@pytest.mark.parametrize(
    ("target", "like"), [("standin.averages.Shadow", "ema"), ("standin.averages.clip", "clip_by_global_norm")]
)
def test_they_are_judged(target, like):
    found = set(verdicts(f"torch:{target}", like, checks=("one-step", "trajectory", "life")).values())
    assert found <= {"variant", "conforms", "untested"}
    assert found & {"variant", "conforms"}


def test_what_was_guessed_of_them_is_told_and_written_down(tmp_path, monkeypatch):
    assert told("torch:standin.averages.Shadow", "ema@optax-0.2.8-incremental") == (
        "judged as ema optax-0.2.8-incremental: beta=decay; left alone late",
        "state: b_avg not found, so judged by the parameters alone",
    )
    monkeypatch.chdir(tmp_path)
    for n, (name, like) in enumerate({"Shadow": "ema", "clip": "clip_by_global_norm"}.items()):
        target = f"torch:standin.averages.{name}"
        (tmp_path / f"written_{n}.py").write_text(load(target, asked(like)).opening.source)
        assert verdicts(f"written_{n}:adapter", "") == verdicts(target, like)


@pytest.mark.parametrize(
    ("target", "like", "message"),
    [
        ("standin.averages.Nothing", "ema", "has none of update_parameters, update, step, so it cannot be told a step"),
        ("torch.nn.Linear", "clip_by_value", "clips no gradients: expected a function that is given parameters"),
        ("standin.optim.NOT_ONE", "ema", "averages nothing: expected a class made of a model or of parameters, got 3"),
        ("standin.averages.clip", "training_loop", "training_loop is one of the loops: write an adapter"),
    ],
)
def test_mistakes_have_their_sentence(target, like, message):
    with pytest.raises(GoldstepError, match=message):
        load(f"torch:{target}", asked(like))
