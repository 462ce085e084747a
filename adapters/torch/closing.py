"""What a step does with a closure that it is given: it evaluates it no more than once, with gradients enabled."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

RIGHT = "evaluated once in a step, with gradients enabled, if at all"  # many are written that leave it aside


class Closure:
    """What each step is given: a closure at each where one is `needed`, at every second one where it is watched.

    `told` says how those were evaluated that were watched; a `watched` one is given only to a step that takes it.
    """

    def __init__(self, step: Callable[..., Any], *, needed: bool, watched: bool) -> None:
        self.told, self._needed = RIGHT, needed
        self._watched, self._turn = watched and not needed and "closure" in inspect.signature(step).parameters, False

    @contextmanager
    def given(self) -> Iterator[list[Callable[[], Any]]]:
        """The arguments of the next step."""
        self._turn = not self._turn
        if self._turn or not self._watched:
            yield [lambda: torch.zeros(())] if self._needed else []
            return
        enabled: list[bool] = []

        def closure() -> torch.Tensor:
            enabled.append(torch.is_grad_enabled())
            return torch.zeros(())

        yield [closure]
        if len(enabled) > 1:
            self.told = f"evaluated {len(enabled)} times in a step"
        elif enabled == [False]:
            self.told = "evaluated with gradients disabled, so that a loss has none"
