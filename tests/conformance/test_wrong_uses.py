"""What is wrong in torch between right steps is convicted: each is one change of torch's own source."""

import importlib
import inspect
import textwrap

import pytest

pytest.importorskip("torch", reason="torch is not installed: pip install 'goldstep[torch]'")

from goldstep.adapters.loading import load
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get
from goldstep.conformance.subject import Selection

BASE, SCALER = "torch.optim.optimizer:Optimizer", "torch.amp.grad_scaler:GradScaler"
WRONG = {
    "gradients are not set to zero": (f"{BASE}.zero_grad", "p.grad.zero_()", "pass", "adamw/f32/groups"),
    "gradients of one group are cleared": (
        f"{BASE}.zero_grad",
        "in self.param_groups",
        "in self.param_groups[:1]",
        "adamw/f32/groups",
    ),
    "a group counts as one parameter": (f"{BASE}.state_dict", 'len(packed["params"])', "1", "adamw/f32/restore"),
    "a count is loaded in the dtype of the parameters": (
        f"{BASE}._process_value_according_to_param_policy",
        'key == "step"',
        'key == "step" and fused',
        "adamw/bf16/restore",
    ),
    "decay once for each dtype": (
        "torch.optim.adam:_multi_tensor_adam",
        "_foreach_mul_(device_params, 1",
        "_foreach_mul_(params, 1",
        "adamw/f32/groups/foreach",
    ),
    "clipping returns what it leaves": (
        "torch.nn.utils.clip_grad:_get_total_norm",
        "return total_norm",
        "return total_norm.clamp(max=1)",
        "clip_by_global_norm/f64/told",
    ),
    "the scale never grows": (f"{SCALER}.update", "self._growth_interval", "2**30", "training_loop/f64/told"),
    "the growth of a scale is lost": (
        f"{SCALER}.load_state_dict",
        'cast(int, state_dict["_growth_tracker"])',
        "0",
        "training_loop/f64/restore",
    ),
    "the growth of a scale in use is lost": (
        f"{SCALER}.load_state_dict",
        'self._growth_tracker.fill_(state_dict["_growth_tracker"])',
        "pass",
        "training_loop/f64/restore",
    ),
    "what is loaded is shared": (
        f"{BASE}.load_state_dict",
        'deepcopy(state_dict["param_groups"])',
        'list(state_dict["param_groups"])',
        "adamw/f32/restore",
    ),
    "gradients are unscaled twice": (
        f"{SCALER}.unscale_",
        '["stage"] = OptState.UNSCALED',
        '["stage"]',
        "sgd/f32/loop",
    ),
    "gradients of one group are unscaled": (
        f"{SCALER}._unscale_grads_",
        "in optimizer.param_groups",
        "in optimizer.param_groups[:1]",
        "sgd/f32/loop",
    ),
    "copies of gradients are clipped": (
        "torch.nn.utils.clip_grad:_clip_grads_with_norm_",
        "[p.grad for p",
        "[p.grad.clone() for p",
        "sgd/f32/loop",
    ),
    "a scheduler puts a tensor of its own": (
        "torch.optim.lr_scheduler:_update_param_group_val",
        "isinstance(param_group[key], Tensor)",
        "False",
        "cosine_annealing/f32/told",
    ),
}


def cell(name):
    """The cell of torch that an algorithm, a dtype, a case and perhaps a mode name."""
    algorithm, dtype, case, *mode = name.split("/")
    full = {"f32": "float32", "f64": "float64", "bf16": "bfloat16"}[dtype]
    every = cells(load("torch"), Selection((algorithm,), (full,), tuple(mode)))
    return next(c for c in every if c.check is get("life") and c.short.startswith(f"{case}@"))


@pytest.mark.parametrize("name", dict.fromkeys(wrong[3] for wrong in WRONG.values()))
def test_what_is_right_passes(name):
    assert not cell(name).judge(diagnose=False).failed


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_wrong_fails(wrong, monkeypatch):
    place, old, new, name = wrong
    module, _, path = place.partition(":")
    holder = importlib.import_module(module)
    *outer, function = path.split(".")
    owner = getattr(holder, outer[0]) if outer else holder
    source = textwrap.dedent(inspect.getsource(inspect.unwrap(getattr(owner, function))))
    assert source.count(old) >= 1, f"torch has no {old!r} in {path}"
    made = {}
    exec(compile(source.replace(old, new), f"<{path}>", "exec"), vars(holder), made)
    monkeypatch.setattr(owner, function, made[function])
    assert cell(name).judge(diagnose=False).failed
