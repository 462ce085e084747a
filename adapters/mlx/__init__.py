"""MLX on the CPU: its optimizers, schedules and clipping.

A number of Python takes the dtype of the array that it meets, hence the contract; and numbers of steps are integers,
whose powers are float32.
"""

from functools import cache
from importlib.metadata import version
from typing import Any

import mlx.core as mx

from goldstep.adapters.bound import Forwarding, bindings_in
from goldstep.adapters.contract import Info, Setup, Unsupported
from goldstep.adapters.mlx import bindings
from goldstep.adapters.mlx.verbs import CONTRACT

DTYPES = ("float32", "bfloat16")


@cache
def load_bindings() -> dict[str, Any]:
    """How each algorithm is spelled: a record with `variants`, a `contract`, and `begin(setup)`, which starts a run."""
    return bindings_in(bindings)


class Mlx(Forwarding, verbs=("step", "save", "restore", "gradients", "told", "state", "load")):
    """One run of an algorithm of MLX."""

    def info(self) -> Info:
        found = load_bindings()
        return Info(
            name="mlx",
            version=version("mlx"),
            algorithms={name: binding.variants for name, binding in found.items()},
            dtypes=DTYPES,
            dtypes_of={name: b.dtypes for name, b in found.items() if b.dtypes != DTYPES},
            contract=CONTRACT,
            groups=True,
            missing=True,
            defaults=True,
            fixed={name: b.fixed for name, b in found.items() if b.fixed},
            common={name: b.common for name, b in found.items() if b.common},
            bounds={name: b.bounds for name, b in found.items() if b.bounds},
            environment={"mlx": version("mlx")},
        )

    def init(self, setup: Setup) -> None:
        if setup.device != "cpu":
            raise Unsupported("MLX is run on the CPU only")
        mx.set_default_device(mx.Device(mx.cpu))
        self._run = load_bindings()[setup.algorithm].begin(setup)
