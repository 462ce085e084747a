"""The ways of torch are what they are called, and a fault of one of them is convicted there."""

import pytest

from goldstep.adapters.contract import Setup
from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import outcomes
from goldstep.conformance.checks import get as check
from goldstep.conformance.subject import Selection

torch = pytest.importorskip("torch")
np = pytest.importorskip("numpy")

from goldstep.adapters.torch import Torch, load_bindings  # noqa: E402
from goldstep.adapters.torch.running import Run  # noqa: E402
from goldstep.adapters.torch.ways import Way  # noqa: E402

HYPER = {"lr": 0.5, "momentum": 0.5, "weight_decay": 0.0, "beta1": 0.5, "beta2": 0.5, "eps": 0.0}


def begun(mode, name="adam", **more):
    hyper = {k: x for k, x in HYPER.items() if k in {"adam": ("lr", "beta1", "beta2", "eps", "weight_decay")}[name]}
    return load_bindings()[name].begin(Setup(name, "pytorch-2.13", hyper, [np.ones(3)], "float32", mode, **more))


def test_a_differentiable_step_has_a_gradient():
    class Watched(Way):
        def step(self, advance, optimizer):
            made = advance()
            (p,) = optimizer.param_groups[0]["params"]
            self.slope = torch.autograd.grad(p.sum(), p.grad)[0]
            return made

    run = begun("differentiable")
    run._way = Watched(torch.optim.Adam, "differentiable", "cpu")
    run.step([np.array([1.0, 2.0, 3.0])], run._hyper)

    assert run._way.slope.shape == (3,)


def test_the_graph_of_a_differentiable_run_ends_at_each_step():
    run = begun("differentiable")
    for _ in range(3):
        run.step([np.array([1.0, 2.0, 3.0])], run._hyper)

    assert all(p.grad_fn is None for p in run._params)
    assert all(x.grad_fn is None for p in run._params for x in run._optimizer.state[p].values())


def test_rates_and_betas_that_are_tensors_are_changed_in_place():
    run = begun("tensor-lr")
    (group,) = run._optimizer.param_groups
    rate, (beta, _) = group["lr"], group["betas"]
    run.step([np.ones(3)], {**run._hyper, "lr": 0.25, "beta1": 0.75})

    assert group["lr"] is rate
    assert group["betas"][0] is beta
    assert (float(rate), float(beta)) == (0.25, 0.75)


class Frozen(Way):
    """What a tensor held when the step was traced stays in force."""

    def change(self, group, new):
        super().change(group, {k: x for k, x in new.items() if not torch.is_tensor(group[k])})


class FrozenRun(Run):
    def __init__(self, binding, setup):
        super().__init__(binding, setup)
        self._way.__class__ = Frozen


class FrozenTorch(Torch):
    def init(self, setup):
        self._run = FrozenRun(load_bindings()[setup.algorithm], setup)


def test_a_rate_that_is_frozen_in_a_tensor_is_convicted_there_alone():
    selection = Selection(("sgd",), ("float64",), ("for-loop", "tensor-lr"))
    judged = Backend("frozen", FrozenTorch)
    found = {"for-loop": [], "tensor-lr": []}
    for cell, outcome in outcomes(judged, selection, [check("life")]):
        if cell.name == "changes":
            found[cell.subject.mode].append(outcome.verdict.value)

    assert "violates" not in found["for-loop"]
    assert "violates" in found["tensor-lr"]


def test_what_torch_lacks_is_untested_with_its_reason():
    reasons = {}
    for mode in ("capturable", "differentiable", "tensor-lr"):
        for name in ("muon", "adam"):
            selection = Selection((name,), ("float32",), (mode,))
            ((_, outcome), *_) = outcomes(Backend("torch", Torch), selection, [check("smoke")])
            reasons[name, mode] = outcome.reason if outcome.verdict.value == "untested" else ""

    assert reasons == {
        ("muon", "capturable"): "torch.optim.Muon has no capturable implementation",
        ("adam", "capturable"): "torch captures steps in graphs of a device such as cuda, and not of a CPU",
        ("muon", "differentiable"): "torch.optim.Muon has no differentiable implementation",
        ("adam", "differentiable"): "",
        ("muon", "tensor-lr"): "torch.optim.Muon takes no tensor for a learning rate",
        ("adam", "tensor-lr"): "",
    }


@pytest.mark.whole
@pytest.mark.filterwarnings("default")  # torch warns of itself where its compiler is imported
def test_a_compiled_step_is_compiled_and_conforms():
    torch.compiler.reset()
    torch._dynamo.utils.counters.clear()
    selection = Selection(("sgd",), ("float32",), ("compile",))
    judged = [outcome for _, outcome in outcomes(Backend("torch", Torch), selection, [check("one-step")])]
    found = [outcome.verdict.value for outcome in judged]

    assert set(found) <= {"conforms", "variant"}, judged[0].reason
    assert torch._dynamo.utils.counters["frames"]["ok"] >= len(found)
