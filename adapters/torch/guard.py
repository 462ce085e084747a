"""The gradient scaler of a loop in mixed precision."""

from collections.abc import Callable

import torch


class Guard:
    """Leaves out the updates whose gradients are not finite."""

    def __init__(self, device: str) -> None:
        self._scaler = torch.amp.GradScaler(device, init_scale=2.0**4, growth_interval=2**30)
        self._one = torch.ones((), device=device)

    def step(self, optimizer: torch.optim.Optimizer, between: Callable[[], None] | None = None) -> bool:
        """Whether a step was made, with gradients that are those of a scaled loss; `between` comes after unscaling.

        Memory that nothing was written to is NaN in the meantime, so that a state which was only allocated shows.
        """
        scale = float(self._scaler.scale(self._one))
        for p in (p for group in optimizer.param_groups for p in group["params"]):
            p.grad = p.grad * scale
        if between:
            self._scaler.unscale_(optimizer)
            between()
        strict = torch.are_deterministic_algorithms_enabled()
        torch.use_deterministic_algorithms(True, warn_only=True)
        try:
            self._scaler.step(optimizer)
        finally:
            torch.use_deterministic_algorithms(strict)
        self._scaler.update()
        made: bool = self._scaler.get_scale() == scale
        return made
