"""The ways in which `torch.optim` makes a step: its implementations, and what else a user can ask of them.

Those of `FLAGS` are run by default, the others on request.
"""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from goldstep.adapters.contract import Unsupported
from goldstep.adapters.torch.replicas import Averaged, consolidated, zero_redundancy
from goldstep.adapters.torch.shards import refused, shared_out

FLAGS: dict[str, dict[str, bool]] = {
    "for-loop": {"foreach": False, "fused": False},
    "foreach": {"foreach": True, "fused": False},
    "fused": {"foreach": False, "fused": True},
}
DIFFERENTIABLE, COMPILED, TENSORS, CAPTURABLE = "differentiable", "compile", "tensor-lr", "capturable"
FSDP2, CHECKPOINTED, DDP, ZERO = "fsdp2", "fsdp2-checkpoint", "ddp", "zero"
SHARED = (FSDP2, CHECKPOINTED)  # in which a process has a part of each parameter
PROCESSES = {FSDP2: 2, CHECKPOINTED: 2, DDP: 2, ZERO: 3}  # of the modes in which a run takes several
REQUESTED: dict[str, dict[str, bool]] = {
    DIFFERENTIABLE: {"foreach": False, "fused": False, "differentiable": True},
    TENSORS: {"foreach": False, "fused": False},
    CAPTURABLE: {"foreach": True, "fused": False, "capturable": True},
    COMPILED: {},  # torch chooses what it compiles
    **{mode: {"foreach": True, "fused": False} for mode in PROCESSES},
}
MODES = FLAGS | REQUESTED
COUNTED = (DIFFERENTIABLE, CAPTURABLE, COMPILED)  # in which coefficients are made of a count in float32
RECOMPILED = 64  # times; torch would go on without its compiler, and say nothing of it in a result


def flags_of(kind: Any, mode: str, own: Mapping[str, bool]) -> dict[str, bool]:
    """The options of a class for a mode; raises Unsupported where torch does not have it.

    `own` says of implementations whether the class has them, as its signature says of the others.
    """
    parameters, name = inspect.signature(kind).parameters, f"torch.optim.{kind.__name__}"
    has = {flag: flag in parameters for flag in (DIFFERENTIABLE, CAPTURABLE)} | dict(own)
    if not has.get(mode, True):
        raise Unsupported(f"{name} has no {mode} implementation")
    if mode == TENSORS and not tensors_of(kind):
        raise Unsupported(f"{name} takes no tensor for a learning rate")
    return {flag: value for flag, value in MODES[mode].items() if has[flag]}


def tensors_of(kind: Any) -> list[str]:
    """The options that may be tensors, as torch annotates them."""
    annotated = {name: str(p.annotation) for name, p in inspect.signature(kind).parameters.items()}
    return [name for name in ("lr", "betas") if "Tensor" in annotated.get(name, "")]


class Way:
    """How a run gives an optimizer its options, and what it does about a step."""

    def __init__(self, kind: Any, mode: str, device: str) -> None:
        self._mode, self._device = mode, device
        if mode == CAPTURABLE and device == "cpu":
            raise Unsupported("torch captures steps in graphs of a device such as cuda, and not of a CPU")
        self._tensors = tensors_of(kind) if mode in (TENSORS, COMPILED) else []
        self.average = Averaged() if mode == DDP else lambda params: None
        if mode == COMPILED:
            torch.compiler.reset()  # what was compiled for other runs is of no use to this one

    def parameter(self, p: torch.Tensor) -> torch.Tensor:
        """A leaf that wants a gradient cannot be moved by a step that is differentiated itself."""
        if self._mode in PROCESSES:
            return shared_out(p) if self._mode in SHARED else torch.nn.Parameter(p)
        return p.requires_grad_(self._mode != DIFFERENTIABLE)

    def gradient(self, held: torch.Tensor) -> torch.Tensor:
        """A differentiable step depends on its gradients, as on those of a function with parameters of its own."""
        return held.detach().requires_grad_() if self._mode == DIFFERENTIABLE else held

    def options(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The same options, with tensors where these are asked for; in float64, they are the same numbers."""
        return {name: self._tensor(x) if name in self._tensors else x for name, x in told.items()}

    def _tensor(self, x: Any) -> Any:
        if isinstance(x, tuple):
            return tuple(map(self._tensor, x))
        return torch.tensor(x, dtype=torch.float64, device=self._device)

    def change(self, group: dict[str, Any], new: Mapping[str, Any]) -> None:
        """Set options of a group, those that are tensors in place, as schedules of torch do."""
        for name, x in new.items():
            group[name] = _filled(group.get(name), x)

    def made(self, kind: Any, groups: Sequence[dict[str, Any]], **options: Any) -> Any:
        """The optimizer, its step compiled if that is the mode."""
        if self._mode == ZERO:
            return zero_redundancy(kind, groups, **options)
        optimizer = kind(groups, **options)
        if self._mode == COMPILED:
            optimizer.step = torch.compile(optimizer.step)
        return optimizer

    def state_dict(self, optimizer: Any) -> dict[str, Any]:
        """All of it, in each process that has parameters of its own."""
        whole: dict[str, Any] = consolidated(optimizer) if self._mode == ZERO else optimizer.state_dict()
        return whole

    def states(self, optimizer: Any, params: Sequence[torch.Tensor]) -> list[dict[str, Any]]:
        """What an optimizer keeps of each of its parameters."""
        if self._mode != ZERO:
            return [optimizer.state.get(p, {}) for p in params]
        kept = self.state_dict(optimizer)["state"]
        return [kept.get(i, {}) for i in range(len(params))]

    def keep(self, optimizer: Any, states: Sequence[dict[str, Any]]) -> None:
        """Have an optimizer go on from what `states` gave, which was changed in place."""
        if self._mode == ZERO:
            groups = self.state_dict(optimizer)["param_groups"]
            kept = {i: state for i, state in enumerate(states) if state}
            optimizer.load_state_dict({"state": kept, "param_groups": groups})

    def step(self, advance: Any, optimizer: Any) -> Any:
        """Make a step by `advance()`; where one is differentiated, its graph ends here, as in a truncated unrolling."""
        if self._mode == COMPILED:
            limits = {"recompile_limit": RECOMPILED, "fail_on_recompile_limit_hit": True}
            with torch._dynamo.config.patch(limits):
                return advance()
        if self._mode in SHARED:
            with refused():
                return advance()
        made = advance()
        if self._mode == DIFFERENTIABLE:
            params = [p for group in optimizer.param_groups for p in group["params"]]
            for x in (*params, *(x for p in params for x in optimizer.state[p].values() if torch.is_tensor(x))):
                x.detach_()
        return made


def _filled(held: Any, new: Any) -> Any:
    if torch.is_tensor(held):
        return held.fill_(new)
    if isinstance(held, tuple) and any(map(torch.is_tensor, held)):
        return tuple(_filled(x, y) for x, y in zip(held, new, strict=True))
    return new
