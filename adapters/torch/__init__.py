"""PyTorch: optimizers in all ways in which they make a step, schedules, averages and transforms."""

from dataclasses import replace
from functools import cache
from typing import Any

import torch

from goldstep.adapters.bound import Forwarding, bindings_in
from goldstep.adapters.contract import Arrays, Contract, Info, Setup, Unsupported
from goldstep.adapters.everywhere import Everywhere
from goldstep.adapters.torch import bindings, exchange
from goldstep.adapters.torch.checkpoints import Checkpointed
from goldstep.adapters.torch.shards import meet
from goldstep.adapters.torch.ways import CHECKPOINTED, COMPILED, COUNTED, MODES, PROCESSES, REQUESTED

KEEPING = ("save", "restore", "older", "resume", "take", "give")  # verbs of what is saved and taken up
OPTIONS = ("maximize", "guard", "windows", "lengths", "clip-1e-6", "error_if_nonfinite", "iterations")


@cache
def load_bindings() -> dict[str, Any]:
    """How each algorithm is spelled: a record with `variants` and with `begin(setup)`, which starts a run.

    It may have `dtypes` and `modes`, where these are fewer than all, a rounding `contract`, ways to `resume`, and what
    its hyperparameters cannot do (`constant`, `common`, `bounds`).
    """
    return bindings_in(bindings)


def _having(field: str) -> dict[str, Any]:
    """What the bindings say in `field`, of those that say something."""
    found = {name: getattr(binding, field, None) for name, binding in load_bindings().items()}
    return {name: value for name, value in found.items() if value}


def _options() -> dict[str, tuple[str, ...]]:
    """For each option of a set-up the algorithms that have it."""
    ways = _having("ways")
    return {option: tuple(name for name, own in ways.items() if option in own) for option in OPTIONS}


def _contracts_in() -> dict[str, dict[str, Contract]]:
    """torch counts steps in a tensor of float32; where a step must not wait for its value, it computes with that."""
    usual = {name: getattr(binding, "contract", Contract()) for name, binding in load_bindings().items()}
    single = {name: replace(contract, coefficients="single") for name, contract in usual.items()}
    return dict.fromkeys(COUNTED, single)


def begun(setup: Setup) -> Any:
    """A run in this process."""
    binding = load_bindings()[setup.algorithm]
    return Checkpointed(binding, setup) if setup.mode == CHECKPOINTED else binding.begin(setup)


STEPS = ("step", "micro_step", "step_on")


class Torch(Forwarding, verbs=(*STEPS, "gradients", "told", "state", "load", "add", *KEEPING)):
    """One run of an algorithm of torch."""

    def info(self) -> Info:
        return Info(
            name="torch",
            version=torch.__version__,
            algorithms={name: binding.variants for name, binding in load_bindings().items()},
            dtypes=("float64", "float32", "bfloat16"),
            modes=tuple(MODES),
            requested=tuple(REQUESTED),
            costly=(COMPILED, *PROCESSES),
            shared=tuple(PROCESSES),
            contracts_in=_contracts_in(),
            devices=("cpu", "cuda"),
            contracts={name: contract for name, contract in _having("contract").items() if contract != Contract()},
            groups=True,
            missing=True,
            defaults=True,
            in_place=True,
            dtypes_of=_having("dtypes"),
            modes_of=_having("modes"),
            resumes=_having("resumes"),
            constant=_having("constant"),
            common=_having("common"),
            bounds=_having("bounds"),
            options=_options(),
            environment={"torch": torch.__version__, "threads": str(torch.get_num_threads())},
        )

    def init(self, setup: Setup) -> None:
        if setup.device == "cuda" and not torch.cuda.is_available():
            raise Unsupported("no CUDA device on this machine")
        processes = PROCESSES.get(setup.mode, 1)
        self._run = Everywhere(processes, begun, meet, setup) if processes > 1 else begun(setup)

    def parameters(self, file: str) -> tuple[Arrays, str]:
        return exchange.parameters(file)
