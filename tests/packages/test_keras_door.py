"""What is for Keras and has no adapter, and adapters of Keras in one process."""

import importlib.util
import subprocess
import sys

import pytest
from judged import lines, told, verdicts

from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.reference.errors import GoldstepError

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("keras") is None, reason="keras is not installed: pip install 'goldstep[keras]'"
)
MINE = "keras:standin.for_keras.Decoupled"
NAMES = ("beta1=rho1", "beta2=rho2", "eps=fuzz")
FEW = {"checks": ("smoke", "one-step")}


def test_an_optimizer_of_somebody_else_is_judged():
    first, second = told(MINE, "adamw", names=NAMES)
    assert "judged as adamw pytorch-2.13, which its first 8 steps are: learning_rate=lr, rho1=beta1" in first
    assert second.startswith("state: m is fast, v is slow")
    found = verdicts(MINE, "adamw", names=NAMES, modes=("eager",), **FEW)
    assert found["one-step/adamw/f64/wide@pytorch-2.13/eager"] == "variant"
    assert set(found.values()) == {"variant", "sound", "untested"}


@pytest.mark.whole
def test_a_wrong_one_is_convicted_eagerly_and_compiled():
    wrong = lines(MINE, "adamw@pytorch-2.13", names=NAMES, flags=("late=True",), checks=("smoke", "trajectory"))
    assert {line["mode"] for line in wrong if line["verdict"] == "violates"} == {"eager", "jit"}


def test_so_is_a_schedule():
    found = verdicts("keras:standin.for_keras.Halving", "step_lr@closed", names=("gamma=0.5", "step_size=period"))
    assert set(found.values()) == {"variant"}


@pytest.mark.parametrize(
    ("name", "like", "message"),
    [
        (
            "keras:standin.for_keras.Halving",
            "adam",
            "is none of the optimizers: expected a subclass of",
        ),
        ("keras:keras.optimizers.Adam", "ema", "keras: opens optimizers and schedules; ema is of the averages"),
        ("keras:keras.optimizers.Adm", "adam", "has no Adm"),
    ],
)
def test_mistakes_have_their_sentence(name, like, message):
    with pytest.raises(GoldstepError, match=message):
        load(name, asked(like))


@pytest.mark.whole
def test_a_process_has_keras_on_one_backend():
    code = "from goldstep.adapters.loading import load; load('keras').info; load('keras-torch').info"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "keras-torch is Keras on torch, and in this process Keras runs on jax" in done.stderr.splitlines()[-1]
