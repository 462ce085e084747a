"""`goldstep convert`: a run of one framework continued in another."""

import importlib.util
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from goldstep import convert
from goldstep.adapters.loading import Backend, load
from goldstep.conformance.comparing.maps import Rule
from goldstep.conformance.conversion.files import convert_file
from goldstep.conformance.conversion.judged import subjects, tried
from goldstep.conformance.conversion.plan import planned
from goldstep.reference.errors import GoldstepError

torch = pytest.importorskip("torch", reason="torch is not installed: pip install 'goldstep[torch]'")
optax = pytest.importorskip("optax", reason="optax is not installed: pip install 'goldstep[optax]'")
LR = 2.0**-6
needs_keras = pytest.mark.skipif(
    importlib.util.find_spec("keras") is None, reason="keras is not installed: pip install 'goldstep[keras]'"
)


def prepared(source, target, algorithm, goes_on=""):
    backends = load(source), load(target)
    plan = planned(*backends, (algorithm, goes_on or algorithm.partition("@")[0]))
    return plan, *subjects(*backends, plan)


def trained(path, optimizer, **options):
    """A checkpoint of two parameters after three steps, and what the optimizer keeps."""
    params = [torch.nn.Parameter(torch.linspace(-1, 1, 6).reshape(2, 3)), torch.nn.Parameter(torch.tensor([0.5]))]
    made = optimizer(params, **options)
    for k in range(3):
        for p in params:
            p.grad = (p.detach() + k).sin()
        made.step()
    torch.save({"params": [p.detach() for p in params], "optimizer": made.state_dict()}, path)
    return params, made


def test_a_checkpoint_of_torch_goes_on_in_optax_and_comes_back(tmp_path):
    old, new, back = (str(tmp_path / name) for name in ("old.pt", "new.npz", "back.pt"))
    params, made = trained(old, torch.optim.AdamW, lr=LR, weight_decay=0.25)
    plan, first, second = prepared("torch", "optax", "adamw")
    given = {"lr": Fraction(LR), "weight_decay": Fraction(1, 4)}

    assert not tried(first, second, plan).outcome.failed
    told = convert_file(first, second, plan, given, old, new)

    assert told == f"{new}: 2 parameters in float32 after step 3, as adamw@optax-0.2.8 has them"
    with np.load(new) as held:
        state = [held[f"state{k}"] for k in range(len(held) - 2)]
    counts, moments = [x for x in state if x.dtype == np.int32], [x for x in state if x.dtype == np.float32]
    assert {int(x) for x in counts} == {3}
    kept = [made.state[p][key].numpy() for key in ("exp_avg", "exp_avg_sq") for p in params]
    assert all(map(np.array_equal, moments, kept))
    plan, first, second = prepared("optax", "torch", "adamw")
    convert_file(first, second, plan, given, new, back)
    returned = torch.load(back, weights_only=True)["optimizer"]
    made.load_state_dict(returned)
    assert made.param_groups[0]["lr"] == LR
    assert all(np.array_equal(made.state[p]["exp_avg"].numpy(), x) for p, x in zip(params, kept, strict=False))
    assert {int(made.state[p]["step"]) for p in params} == {3}


@needs_keras
def test_a_state_that_is_kept_in_other_units_is_told_in_those(tmp_path):
    old, new = str(tmp_path / "old.pt"), str(tmp_path / "new.npz")
    params, made = trained(old, torch.optim.SGD, lr=LR, momentum=0.5)
    plan, first, second = prepared("torch", "keras", "sgd@pytorch-2.13-momentum")

    with pytest.raises(GoldstepError, match=r"what is written depends on dampening, lr, weight_decay: give --hyper"):
        convert_file(first, second, plan, {}, old, new)
    given = {"lr": Fraction(LR), "momentum": Fraction(1, 2), "dampening": Fraction(0), "weight_decay": Fraction(0)}
    convert_file(first, second, plan, given, old, new)

    with np.load(new) as held:
        buffers = [held[f"state{k}"] for k in range(len(held) - 2)][-2:]
    kept = [made.state[p]["momentum_buffer"].numpy() for p in params]
    assert all(np.array_equal(x, -LR * y) for x, y in zip(buffers, kept, strict=True))
    with pytest.raises(GoldstepError, match=r"are equal where weight_decay = 0, and it is 0.5"):
        convert_file(first, second, plan, {**given, "weight_decay": Fraction(1, 2)}, old, new)


@needs_keras
def test_what_changes_with_the_step_is_told_anew():
    plan, first, second = prepared("torch", "keras", "adamw")

    assert plan.proof.map.texts == ["eps = eps · √(1 - beta2^t)"]
    assert not tried(first, second, plan).outcome.failed
    mine = plan.mine({})
    assert plan.theirs(mine, 2)["eps"] < plan.theirs(mine, 3)["eps"] < mine["eps"]


def test_a_wrong_hyperparameter_is_convicted():
    plan, first, second = prepared("torch", "optax", "adamw")
    rules = {**plan.proof.map.rules, "eps": Rule("2 eps", lambda q, h, t: 2 * h["eps"])}
    wrong = replace(plan, proof=replace(plan.proof, map=replace(plan.proof.map, rules=rules)))
    assert tried(first, second, wrong).outcome.departure.quantity == "theta"


@needs_keras
def test_so_is_a_state_in_other_units():
    plan, first, second = prepared("torch", "keras", "nag")
    assert plan.proof.state == "its b is -lr times the other"
    assert not tried(first, second, plan).outcome.failed
    wrong = replace(plan, proof=replace(plan.proof, state=""))
    assert tried(first, second, wrong).outcome.failed


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        (("torch", "optax", "nadam", "nadam"), "no map of hyperparameters is known under which nadam@pytorch"),
        (("torch", "optax", "lion", ""), "unknown algorithm of torch 'lion'"),
        (("torch", "optax", "adamw@paper", ""), "unknown variant of adamw in torch 'paper'"),
    ],
)
def test_what_cannot_be_converted_has_its_sentence(sides, message):
    with pytest.raises(GoldstepError, match=message):
        prepared(*sides)


def test_a_checkpoint_that_does_not_fit_is_refused(tmp_path):
    old, new = str(tmp_path / "old.pt"), str(tmp_path / "new.npz")
    plan, first, second = prepared("torch", "optax", "adamw")
    with pytest.raises(GoldstepError, match="there is no file"):
        convert_file(first, second, plan, {}, old, new)
    torch.save([1], old)
    with pytest.raises(GoldstepError, match="has to hold a dict with 'optimizer'"):
        convert_file(first, second, plan, {}, old, new)
    np.savez(new, params0=np.zeros(2, np.float32), state0=np.zeros(3, np.float32))
    plan, first, second = prepared("optax", "torch", "adamw")
    with pytest.raises(GoldstepError, match="has a state of 1 leaves with shapes 3, and that of the transformation"):
        convert_file(first, second, plan, {"lr": Fraction(1)}, new, old)


def test_it_says_what_it_did(tmp_path):
    old, new = str(tmp_path / "old.pt"), str(tmp_path / "new.npz")
    trained(old, torch.optim.AdamW, lr=LR)
    told = str(convert("torch", "optax", "adamw", old=old, new=new, hyper={"lr": LR}))
    first, *_, hypers, state, judged, last = told.splitlines()
    assert first == "torch, adamw@pytorch-2.13, goes on in optax as adamw@optax-0.2.8"
    assert "betas[0] -> b1" in hypers
    assert state == "  state: theta, m, v, t"
    assert judged.startswith("  after 3 steps in torch, 5 more in optax in float64: the same within 0.")
    assert last.endswith("after step 3, as adamw@optax-0.2.8 has them")


def test_what_the_target_does_not_hold_is_not_written(tmp_path):
    class Off(type(load("optax").make())):
        def state(self):
            state = super().state()
            return {**state, "v": [2 * x for x in state["v"]]}

    trained(str(tmp_path / "old.pt"), torch.optim.AdamW, lr=LR)
    plan, first, second = prepared("torch", "optax", "adamw")
    second = replace(second, backend=Backend("off", Off))
    with pytest.raises(GoldstepError, match=r"off does not hold v as it was told: .* is not written"):
        convert_file(first, second, plan, {"lr": Fraction(LR)}, str(tmp_path / "old.pt"), str(tmp_path / "new.npz"))
    assert not (tmp_path / "new.npz").exists()
