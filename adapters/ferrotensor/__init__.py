"""ferrotensor, a machine-learning framework in Rust: its SGD and AdamW, on the CPU.

Every tensor is float32, and the scalars of a step are computed in it as well. Moments and buffers cannot be read, and
of the hyperparameters only the learning rate can change during a run.
"""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import ferrotensor
import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Info, Setup, Unsupported

VARIANTS = {
    "adamw": ("pytorch-2.13",),
    "sgd": ("pytorch-2.13-nesterov", "pytorch-2.13-momentum", "pytorch-2.13"),
}


class Ferrotensor:
    """One run of an optimizer of `ferrotensor.optim`."""

    def info(self) -> Info:
        return Info(
            name="ferrotensor",
            version=version("ferrotensor"),
            algorithms=VARIANTS,
            dtypes=("float32",),
            contract=Contract(constants="working", coefficients="working"),
            unreadable={"adamw": ("m", "v"), "sgd": ("b",)},
            constant={
                "adamw": ("beta1", "beta2", "eps", "weight_decay"),
                "sgd": ("momentum", "dampening", "weight_decay"),
            },
            bounds={"adamw": {"eps": "(0, inf)"}, "sgd": {"momentum": "(0, 1]"}},
        )

    def init(self, setup: Setup) -> None:
        self._params = [ferrotensor.tensor(np.float32(p).tolist(), requires_grad=True) for p in setup.params]
        self._fixed = {name: value for name, value in setup.hyper.items() if name != "lr"}
        self._optimizer: Any
        if setup.algorithm == "adamw":
            h = setup.hyper
            self._optimizer = ferrotensor.optim.AdamW(
                self._params, h["lr"], (h["beta1"], h["beta2"]), h["eps"], h["weight_decay"]
            )
        else:
            self._optimizer = ferrotensor.optim.SGD(self._params, **_sgd(setup))

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        if any(hyper[name] != value for name, value in self._fixed.items()):
            raise Unsupported("ferrotensor can change the learning rate alone")
        self._optimizer.lr = hyper["lr"]
        for p, g in zip(self._params, gradients, strict=True):
            p.grad = ferrotensor.tensor(np.float32(g).tolist())
        self._optimizer.step()

    def state(self) -> dict[str, Any]:
        return {"theta": [np.array(p.tolist(), np.float32) for p in self._params]}

    def load(self, state: Mapping[str, Any]) -> None:
        for p, value in zip(self._params, state.get("theta", ()), strict="theta" in state):
            with ferrotensor.no_grad():
                p.copy_(ferrotensor.tensor(np.float32(value).tolist()))


def _sgd(setup: Setup) -> dict[str, Any]:
    h = dict(setup.hyper)
    if h.pop("dampening", 0.0):
        raise Unsupported("ferrotensor has no dampening")
    return {**h, "nesterov": setup.variant == "pytorch-2.13-nesterov"}
