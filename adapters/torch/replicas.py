"""Parameters that every process has: gradients that are averaged (DDP), states that are shared out (ZeRO).

What torch has for this takes a while to import, and most runs are of one process.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn


class _Linear(nn.Module):
    """A loss that is linear in its parameters, so that their gradients are what it is given."""

    def __init__(self, params: Sequence[nn.Parameter]) -> None:
        super().__init__()
        self.params = nn.ParameterList(params)

    def forward(self, slopes: Sequence[torch.Tensor | None]) -> torch.Tensor:
        terms = ((p * slope).sum() for p, slope in zip(self.params, slopes, strict=True) if slope is not None)
        return sum(terms, torch.zeros(()))


class Averaged:
    """Gradients of which each process has another share, and that `DistributedDataParallel` averages."""

    def __init__(self) -> None:
        self._model: Any = None
        self._made_for = (0, False)

    def __call__(self, params: Sequence[nn.Parameter]) -> None:
        """Replace the gradients by the averages of what each process has of them."""
        shares = [None if p.grad is None else _share(p.grad) for p in params]
        for p in params:
            p.grad = None
        if any(share is not None for share in shares):
            self._prepare(params, any(share is None for share in shares))
            with torch.enable_grad():
                self._model(shares).backward()

    def _prepare(self, params: Sequence[nn.Parameter], missing: bool) -> None:
        """A model of these parameters, of which it must be told whether some may be left out of a loss."""
        if self._made_for != (len(params), missing):
            from torch.nn.parallel import DistributedDataParallel

            self._model = None  # its hooks go with it
            self._model = DistributedDataParallel(_Linear(params), find_unused_parameters=missing)
            self._made_for = len(params), missing


def _share(gradient: torch.Tensor) -> torch.Tensor:
    """The gradient times the number of processes where an element is this one's, and else 0.

    So that their mean is exact, that number must be a power of two; what would overflow, all have.
    """
    rank, size = torch.distributed.get_rank(), torch.distributed.get_world_size()
    own = torch.arange(gradient.numel()).reshape(gradient.shape) % size == rank
    times = gradient * size
    return torch.where(torch.isfinite(times), torch.where(own, times, torch.zeros_like(times)), gradient)


def zero_redundancy(kind: Any, groups: Sequence[dict[str, Any]], **options: Any) -> Any:
    """An optimizer of which each process has the states of some parameters."""
    from torch.distributed.optim import ZeroRedundancyOptimizer

    return ZeroRedundancyOptimizer(groups, optimizer_class=kind, **options)


def consolidated(optimizer: Any) -> dict[str, Any]:
    """The state dict of all processes, in each of them: it is gathered in the first, which hands it on."""
    optimizer.consolidate_state_dict(0)
    held: list[dict[str, Any]] = [{} if torch.distributed.get_rank() else optimizer.state_dict()]
    torch.distributed.broadcast_object_list(held, 0)
    return held[0]
