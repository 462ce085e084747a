"""Schedules without an adapter: schedulers of torch, and functions of a count as optax has them."""

from pathlib import Path

import pytest
from judged import lines, told, verdicts

from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.reference.errors import GoldstepError

FEW = {"checks": ("one-step", "trajectory", "transitions", "life")}


def test_a_class_of_schedulers_is_judged():
    assert told("torch:standin.schedules.Cosine", "cosine_annealing")[0].endswith(
        ": total_steps=length, min_lr=eta_min"
    )
    found = verdicts("torch:standin.schedules.Cosine", "cosine_annealing", **FEW)
    assert set(found.values()) == {"variant", "untested"}
    assert found["transitions/cosine_annealing/f64/resume-state-dict@mlx-0.32"] == "variant"


def test_so_is_a_function_that_makes_one():
    name = "torch:standin.schedules.warm_cosine"
    found = verdicts(name, "warmup_cosine_lr@optax-0.2.8", **FEW)
    assert set(found.values()) == {"variant", "untested"}
    wrong = lines(name, "warmup_cosine_lr@optax-0.2.8", flags=("held=False",))
    assert {line["verdict"] for line in wrong} == {"violates"}
    assert "rises-past-the-end" in wrong[0]["message"]


def test_so_is_a_function_of_a_count():
    found = verdicts(
        "optax:standin.transforms.halving", "step_lr@closed", names=("gamma=0.5", "lr=peak"), modes=("eager",)
    )
    assert set(found.values()) <= {"conforms", "variant", "untested"}
    assert len(found) > 1


def test_a_transformation_that_is_no_optimizer_is_judged_by_its_updates():
    found = verdicts("standin.transforms.shorten", "clip_by_global_norm", modes=("eager",), names=("max_norm=limit",))
    assert set(found.values()) == {"conforms"}
    assert len(found) > 1


@pytest.mark.parametrize(
    ("name", "like", "message"),
    [
        (
            "standin.schedules.math.cos",
            "adam",
            "'standin.schedules.math.cos' does not show its framework; say it: torch",
        ),
        ("torch:torch.optim.AdamW", "cosine_annealing", "is no schedule: expected a subclass"),
        (
            "torch:standin.schedules.Cosine",
            "training_loop",
            "torch: opens optimizers, schedules, averages, transforms; tr",
        ),
        ("optax:standin.schedules.math", "adam", "is no function that makes a transformation"),
        ("optax:optax.adam", "ema", "optax: opens optimizers, schedules, transforms; ema is one of the averages"),
    ],
)
def test_mistakes_have_their_sentence(name, like, message):
    with pytest.raises(GoldstepError, match=message):
        load(name, asked(like))


@pytest.mark.parametrize(
    ("name", "like", "mode"),
    [
        ("torch:standin.schedules.Cosine", "cosine_annealing", "for-loop"),
        ("optax:standin.transforms.renamed", "adam", "eager"),
    ],
)
def test_what_was_guessed_is_written_down(name, like, mode, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = f"written_{mode.replace('-', '_')}"
    Path(f"{module}.py").write_text(load(name, asked(like, NAMES if "renamed" in name else ())).opening.source)
    few = {"modes": (mode,), "names": NAMES if "renamed" in name else ()}
    expected = verdicts(name, like, **few)
    assert set(expected.values()) <= {"conforms", "variant"}
    assert verdicts(f"{module}:adapter", "", modes=(mode,)) == expected


NAMES = ("lr=step_size", "beta1=decay_1", "beta2=decay_2", "eps=damping")


def test_a_transformation_with_names_of_its_own_is_judged():
    name, more = "optax:standin.transforms.renamed", {"names": NAMES}
    line, state = told(name, "adam", **more)
    assert ": step_size=lr, decay_1=beta1, decay_2=beta2, damping=eps; " in line
    assert state == "state: m is fast, v is slow; steps are counted in ticks"
    few = {"modes": ("eager",), "checks": ("one-step", "reset"), **more}
    assert set(verdicts(name, "adam", **few).values()) == {"conforms"}
    assert "violates" in verdicts(name, "adam", flags=("late=1",), **few).values()
