"""What every run of torch has: verbs that its kind may lack, and saving by `torch.save`."""

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from goldstep.adapters.contract import Arrays, Objective, Setup, Unsupported


class Verbs(ABC):
    """A run of what `kind` says, with `_count` parameters, before its first step.

    Where it is `movable`, a run can update parameters in the memory that it is given. `_kept()` gives what must be
    saved, state dicts and plain values, and `_taken(saved)` takes it up.
    """

    kind = ""
    movable = False

    def __init__(self, setup: Setup) -> None:
        if setup.in_place and not self.movable:
            raise Unsupported(f"{self.kind} moves no parameters in the memory of a user")
        self._setup, self._count, self._t = setup, len(setup.params), 0

    def micro_step(self, gradients: Arrays, weight: float, last: bool, hyper: Mapping[str, float]) -> None:
        raise Unsupported(f"{self.kind} is given no micro-batches")

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported(f"{self.kind} has no line search")

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        raise Unsupported(f"{self.kind} has no run that a parameter could join")

    def gradients(self) -> list[torch.Tensor | None]:
        """Those that a step has to leave as they are."""
        return [None] * self._count

    def told(self) -> dict[str, Any]:
        """What users read besides the state."""
        return {}

    def save(self) -> bytes:
        """As training scripts do it: `torch.save` of state dicts."""
        buffer = io.BytesIO()
        torch.save(self._kept(), buffer)
        return buffer.getvalue()

    def restore(self, saved: bytes) -> None:
        self._taken(torch.load(io.BytesIO(saved), weights_only=True))

    def older(self, saved: bytes) -> bytes:
        """What an older release would have saved."""
        return saved

    @abstractmethod
    def _kept(self) -> dict[str, Any]:
        """What belongs to a run, for `torch.save`."""

    @abstractmethod
    def _taken(self, saved: Mapping[str, Any]) -> None:
        """Go on from what `_kept` gave."""


def given_to_all(gradients: Sequence[Any], kind: str) -> None:
    """Refuse a step in which something is missing, for what has no notion of that."""
    if any(g is None for g in gradients):
        raise Unsupported(f"{kind} is given something for every parameter at every step")


@contextmanager
def one_thread() -> Iterator[None]:
    """For a few numbers, threads that wait for each other take longer, on a busy machine a hundred times."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
