"""A scheduler of somebody else that is made and stepped as those of torch are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Setup
from goldstep.adapters.torch import schedules

ALL = ("load", "told", "save", "restore", "resume")


@dataclass(frozen=True)
class Scheduled(schedules.Schedule):
    """How a scheduler is spelled that need not be one of torch: `further` arguments are always the same.

    Nothing is known of what it reads again later, so all that it is told is constant.
    """

    further: Mapping[str, Any] = field(default_factory=dict)
    resumes: Sequence[str] = ("state-dict",)
    verbs: Sequence[str] = ALL

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run(schedules.Run):
    """One run of it."""

    _binding: Scheduled

    def _made(self, optimizer: torch.optim.Optimizer, last_epoch: int = -1) -> Any:
        options = {**self._binding.told(self._each(self._hyper)), **self._binding.further}
        return self._binding.make(optimizer, **options, **({} if last_epoch < 0 else {"last_epoch": last_epoch}))

    def _taken(self, saved: Mapping[str, Any]) -> None:
        """What no state dict holds a training script gives anew."""
        self._hyper, self._own = saved["hyper"], saved["own"]
        self._optimizer = self._fresh()
        self._scheduler = self._made(self._optimizer)
        super()._taken(saved)

    def kept(self) -> dict[str, list[np.ndarray]]:
        """Single numbers that the scheduler keeps, for each parameter group."""
        numbers = {name: x for name, x in vars(self._scheduler).items() if type(x) in (int, float)}
        return {name: [np.array(float(x))] * self._count for name, x in numbers.items()}
