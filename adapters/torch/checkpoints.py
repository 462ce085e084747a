"""Runs over processes that are saved by `torch.distributed.checkpoint`, which writes and reads in parts.

What processes save of their parts is loaded whole by one alone, which saves it whole; and that they load in parts. So a
run that goes on as if nothing had been has been saved and loaded in both directions.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import nn

from goldstep.adapters.torch.running import Run

Files = dict[str, torch.Tensor]  # bytes by the names of files


class Checkpointed(Run):
    """A run whose parameters and states are saved and loaded by what torch has for that."""

    _gathers = True

    def _kept(self) -> dict[str, Any]:
        plain = ("hyper", "own", "told", "counts")
        begun = any(self._counts) or bool(self._optimizer.state)
        with _shared_folder() as folder:
            self.write(folder, begun)
            files = {path.name: _bytes(path) for path in folder.iterdir()}
        return {"files": files, "begun": begun, **{name: getattr(self, f"_{name}") for name in plain}}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        for name in ("hyper", "own", "told", "counts"):
            setattr(self, f"_{name}", saved[name])
        for group, told in zip(self._optimizer.param_groups, self._told, strict=True):
            self._way.change(group, {} if saved["begun"] else told)
        with TemporaryDirectory() as parts, TemporaryDirectory() as whole:
            for name, content in saved["files"].items():
                Path(parts, name).write_bytes(content.numpy().tobytes())
            alone = self._alone()
            alone.read(Path(parts), saved["begun"])
            alone.write(Path(whole), saved["begun"])
            self.read(Path(whole), saved["begun"])

    def _alone(self) -> "Checkpointed":
        """A run of the same parameters that this process has for itself."""
        there = len(self._setup.params)
        run = Checkpointed(self._binding, replace(self._setup, mode="foreach"))
        if joined := [np.zeros(p.shape) for p in self._params[there:]]:
            run.add(joined, self._own[len(run._own) :])
        return run

    def _parameter(self, values: np.ndarray) -> torch.Tensor:
        made = super()._parameter(values)
        return nn.Parameter(made) if self._is_alone else made

    def write(self, folder: Path, begun: bool) -> None:
        """Save what this process has of parameters and states."""
        from torch.distributed.checkpoint import FileSystemWriter, save

        with _quiet():
            save(self._state_dicts(begun), storage_writer=FileSystemWriter(folder), no_dist=self._is_alone)

    def read(self, folder: Path, begun: bool) -> None:
        """Load what belongs to this process, whoever has saved it."""
        from torch.distributed.checkpoint import FileSystemReader, load
        from torch.distributed.checkpoint.state_dict import set_model_state_dict, set_optimizer_state_dict

        held = self._state_dicts(begun)
        with _quiet():
            load(held, storage_reader=FileSystemReader(folder), no_dist=self._is_alone)
        set_model_state_dict(self._model, held["model"])
        if "optimizer" in held:
            set_optimizer_state_dict(self._model, self._optimizer, held["optimizer"])

    def _state_dicts(self, begun: bool) -> dict[str, Any]:
        """What torch has it save; before the first step the parameters alone, for it would make one to have a state."""
        from torch.distributed.checkpoint.state_dict import get_model_state_dict, get_state_dict

        if not begun:
            return {"model": get_model_state_dict(self._model)}
        model, optimizer = get_state_dict(self._model, self._optimizer)
        return {"model": model, "optimizer": optimizer}

    @property
    def _model(self) -> nn.Module:
        return nn.ParameterList(self._params)

    @property
    def _is_alone(self) -> bool:
        return self._setup.mode == "foreach"


@contextmanager
def _shared_folder() -> Iterator[Path]:
    """An empty folder of all processes, which goes when they are done with it."""
    folder = TemporaryDirectory()
    held = [folder.name]
    torch.distributed.broadcast_object_list(held, 0)
    try:
        yield Path(held[0])
        torch.distributed.barrier()
    finally:
        folder.cleanup()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what torch warns of where one process is meant to be alone."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "torch.distributed is disabled", UserWarning)
        yield


def _bytes(path: Path) -> torch.Tensor:
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.uint8)
