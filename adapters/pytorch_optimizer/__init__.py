"""pytorch_optimizer: its own optimizers, not those of `torch.optim` that it passes on, by loops and by foreach.

Bias corrections and step sizes are Python floats, hence the default contract.
"""

from functools import cache
from importlib.metadata import version

import torch

from goldstep.adapters.bound import Forwarding, bindings_in
from goldstep.adapters.contract import Info, Setup, Unsupported
from goldstep.adapters.pytorch_optimizer import bindings
from goldstep.adapters.pytorch_optimizer.optimizers import CONTRACT, Binding, Run

_MODES = ("for-loop", "foreach")


@cache
def load_bindings() -> dict[str, Binding]:
    return bindings_in(bindings)


class PytorchOptimizer(Forwarding, verbs=("step", "evaluate", "save", "restore", "gradients", "state", "load", "add")):
    """One run of an optimizer of this library."""

    def info(self) -> Info:
        release, found = version("pytorch-optimizer"), load_bindings()
        return Info(
            name="pytorch-optimizer",
            version=release,
            algorithms={name: binding.variants for name, binding in found.items()},
            dtypes=("float64", "float32", "bfloat16"),
            modes=_MODES,
            devices=("cpu", "cuda"),
            contracts={name: b.contract for name, b in found.items() if b.contract != CONTRACT},
            options={"maximize": [name for name, b in found.items() if b.grows]},
            groups=True,
            missing=True,
            defaults=True,
            constant={name: b.constant for name, b in found.items() if b.constant},
            common={name: b.common for name, b in found.items() if b.common},
            bounds={name: b.bounds for name, b in found.items() if b.bounds},
            environment={
                "pytorch-optimizer": release,
                "torch": torch.__version__,
                "threads": str(torch.get_num_threads()),
            },
        )

    def init(self, setup: Setup) -> None:
        if setup.device == "cuda" and not torch.cuda.is_available():
            raise Unsupported("no CUDA device on this machine")
        self._run = Run(load_bindings()[setup.algorithm], setup)
