"""tinygrad: its optimizers, step by step, fused over the parameters, and as `TinyJit` replays them.

Moments and learning rates are float32, and bias corrections are running products in it, hence the contract. Where there
is no clang, which compiles for tinygrad's CPU, its interpreter in Python takes the place.
"""

import os
import shutil
from functools import cache
from importlib.metadata import version

from goldstep.adapters.bound import Forwarding, bindings_in
from goldstep.adapters.contract import Info, Setup, Unsupported
from goldstep.adapters.tinygrad import bindings

if shutil.which("clang") is None:
    os.environ.setdefault("DEV", "PYTHON")  # tinygrad reads it when it is imported

from tinygrad import Device

from goldstep.adapters.tinygrad.optimizers import CONTRACT, FUSED, MODES, Binding


@cache
def load_bindings() -> dict[str, Binding]:
    return bindings_in(bindings)


class Tinygrad(Forwarding, verbs=("step", "save", "restore", "gradients", "state", "load")):
    """One run of an optimizer of `tinygrad.nn.optim`."""

    def info(self) -> Info:
        found = load_bindings()
        return Info(
            name="tinygrad",
            version=version("tinygrad"),
            algorithms={name: binding.variants for name, binding in found.items()},
            dtypes=("float32",),
            modes=MODES,
            modes_of={name: [mode for mode in MODES if mode != FUSED] for name, b in found.items() if not b.fuses},
            contract=CONTRACT,
            groups=True,
            defaults=True,
            fixed={name: b.fixed for name, b in found.items() if b.fixed},
            constant={name: b.constant for name, b in found.items() if b.constant},
            bounds={name: b.bounds for name, b in found.items() if b.bounds},
            environment={"tinygrad": version("tinygrad"), "device": Device.DEFAULT},
        )

    def init(self, setup: Setup) -> None:
        if setup.device != "cpu":
            raise Unsupported("tinygrad is run on the CPU only")
        self._run = load_bindings()[setup.algorithm].begin(setup)
