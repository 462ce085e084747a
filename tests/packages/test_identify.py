"""What a class without an adapter is, or comes nearest to: found by trying all that is known."""

import json
import re
from pathlib import Path

import pytest
from standin.optim import Renamed

import goldstep
from goldstep.adapters.loading import Door, load
from goldstep.adapters.open.asked import asked
from goldstep.conformance.figures import figure
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session
from goldstep.reference import registry
from goldstep.reference.errors import GoldstepError

LBFGS = registry.get("lbfgs")
COSINE = "torch:standin.schedules.Cosine"
FOLDER = Path(__file__).parent / "standin"


@pytest.fixture(scope="module")
def late():
    return goldstep.identify("torch:standin.optim.Late")


def test_a_class_is_recognised_with_what_its_arguments_mean():
    found = goldstep.identify(Renamed)
    assert found.recognised
    assert found.matches[0].name == "adamw@pytorch-2.13"
    assert found.text.splitlines()[1:3] == [
        "  this is adamw@pytorch-2.13: learning_rate=lr, b1=beta1, b2=beta2, epsilon=eps, wd=weight_decay; left alone "
        "verbose",
        "  also conforms: adamw@optax-0.2.8",
    ]
    assert found.nearest is None


def test_what_is_wrong_comes_nearest_to_something_and_is_explained(late):
    assert not late.recognised
    assert late.nearest.algorithm == "adamw"
    assert (late.nearest.followed, late.nearest.departure.step, late.nearest.departure.quantity) == (0, 1, "theta")
    assert any("decay-after-update" in note for note in late.nearest.explained)
    assert "they part at step 1 in theta of parameter 0, element 0: " in late.text


def test_with_one_argument_set_it_may_be_something(late):
    assert {(match.algorithm, *match.settings.items()) for match in late.matches} == {
        ("adam", ("weight_decay", 0.0)),
    }
    assert "where weight_decay=0.0, it is adam@" in late.text


def test_the_command_says_so_as_data_and_by_its_exit_code(goldstep):
    shown = json.loads(goldstep("identify", f"torch:{FOLDER}/schedules.py:Cosine", "--json"))
    assert shown["recognised"]
    assert shown["matches"][0]["algorithm"] == "cosine_annealing"
    wrong = goldstep("identify", f"torch:{FOLDER}/schedules.py:warm_cosine", "--set", "straight=True", code=1)
    assert "this is no variant of an algorithm that is known here" in wrong
    assert "explained: " in wrong
    (line,) = goldstep("identify", "numpy", code=2).strip().splitlines()
    assert "'numpy' is or names an adapter, which says itself what it is" in line


def test_the_framework_need_not_be_said_where_it_shows():
    for name in (f"{FOLDER}/schedules.py:Cosine", "standin.schedules:warm_cosine", "standin.optim.Renamed"):
        assert Door(name, asked()).name == f"torch:{name}"


def test_what_would_end_a_step_early_is_set_so_that_it_does_not():
    trial = Door("torch:torch.optim.LBFGS", asked("lbfgs")).attempt(LBFGS, LBFGS.variant("pytorch-2.13"))
    assert trial.agrees
    assert trial.spelling.chosen == {"max_iter": 1, "tolerance_grad": 0.0, "tolerance_change": 0.0}


@pytest.mark.parametrize(
    ("target", "more", "message"),
    [
        ("torch:standin.optim.Rename", {}, "standin.optim has no Rename"),
        (
            "torch:standin.optim.NOT_ONE",
            {},
            "is no optimizer: expected a subclass of torch.optim.Optimizer, or a function that makes one, got 3",
        ),
        (COSINE, {"names": {"rate": "lr"}}, "unknown hyperparameter of"),
        (COSINE, {"flags": {"nothing": 1}}, "has no argument 'nothing'"),
    ],
)
def test_each_mistake_has_its_sentence(target, more, message):
    with pytest.raises(GoldstepError, match=message):
        goldstep.identify(target, **more)


def test_what_is_not_declared_is_found_out_before_it_is_judged():
    session = Session(Request(COSINE, dtypes=("float64",), checks=("one-step",)))
    assert session.request.like == "cosine_annealing@mlx-0.32"
    assert {session.line(n)["verdict"] for n in range(len(session.cells))} == {"variant"}


def test_what_is_nothing_known_is_not_judged_unless_it_is_declared():
    with pytest.raises(GoldstepError, match=r"is no variant that is known here; the nearest is warmup_cosine_lr@"):
        Session(Request("torch:standin.schedules.warm_cosine", flags=("straight=True",)))


@pytest.mark.parametrize(
    ("like", "instead"),
    [
        ("adamw@pytorch-2.13", ""),
        ("adamw@optax-0.2.8-eps-root", "this is not adamw optax-0.2.8-eps-root but pytorch-2.13, which its first 8"),
        ("lion", "this is not lion but adamw pytorch-2.13, which its first 8 steps are"),
    ],
)
def test_a_wrong_declaration_is_told_what_it_is_instead(like, instead):
    found = load("torch:standin.optim.Renamed", asked(like)).opening.instead
    assert found.startswith(instead)
    assert bool(found) == bool(instead)


def test_numbers_have_as_many_digits_as_tell_them_apart():
    assert (figure(0.65625), figure(3.0), figure(1e-8)) == ("0.65625", "3", "1e-08")
    pairs = [(0.65625, 0.65625 + 2.0**-53), (0.1, 0.1 + 2.0**-56), (1e300, 1.0000000000000002e300)]
    for x, y in pairs:
        assert figure(x, y) != figure(y, x)
        assert re.fullmatch(r"[\d.e+-]+", figure(x, y))
