"""Schedules of Keras, as an optimizer asks them: with its own count of the steps."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.keras.backend import branches, rounding, running
from goldstep.adapters.keras.verbs import Hypers, Verbs, array

ALL = {"constants": "working", "coefficients": "working", "scalars": "working"}


def narrow(*backends: str) -> Contract:
    """Where a cosine, what is rounded down (JAX) or a minimum (PyTorch) is a float32, beside float64, too.

    See reproducers/cosine_demoted.py and float64_demoted.py.
    """
    return rounding(**dict.fromkeys(ALL, "single") if running() in backends else ALL)


@dataclass(frozen=True, eq=False)
class Schedule:
    """How one schedule is spelled in Keras: `make(hyper, variant)` gives a `LearningRateSchedule`.

    `constant`, `bounds` and `unreadable` are those of `Info`: slots of ours that follow from the count, which is all
    that is kept, cannot be read.
    """

    make: Callable[[Mapping[str, float], str], Any]
    variants: Sequence[str] = ("keras-3.15",)
    contract: Contract = field(default_factory=lambda: rounding(**ALL))
    unreadable: Sequence[str] = ()
    constant: Sequence[str] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run(Verbs):
    """An optimizer with a schedule, whose rate is the one parameter group's of all."""

    kind = "a schedule of Keras"

    def __init__(self, binding: Schedule, setup: Setup) -> None:
        super().__init__(setup)
        self._binding, self._hyper = binding, dict(setup.hyper)
        self._rates = [np.array(x, self._dtype) for x in setup.params]
        with self._precision():
            self._optimizer = keras.optimizers.SGD(self._schedule())

    def _schedule(self) -> Any:
        return self._binding.make(Hypers(self._hyper), self._setup.variant)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        """A schedule is a constant: with other hyperparameters the optimizer gets a new one."""
        with self._precision():
            if dict(hyper) != self._hyper:
                self._hyper = dict(hyper)
                self._optimizer.learning_rate = self._schedule()
            with branches():
                rate = array(keras.ops.cast(self._optimizer.learning_rate, self._dtype))
            self._optimizer.iterations.assign_add(1)
        self._rates = [np.full(x.shape, rate, x.dtype) for x in self._rates]

    @property
    def _dtype(self) -> str:
        return "float32" if self._binding.contract.scalars == "single" else self._setup.dtype

    @property
    def narrow(self) -> bool:
        """Whether its value is a float32 where Keras works with float64."""
        with self._precision():
            return str(keras.backend.standardize_dtype(self._optimizer.learning_rate.dtype)) == "float32"

    def told(self) -> dict[str, Any]:
        return {"rates": [float(x.reshape(-1)[0]) for x in self._rates]} if self._t else {}

    @property
    def _t(self) -> int:
        return int(array(self._optimizer.iterations))

    def state(self) -> dict[str, Any]:
        return {"theta": self._rates, "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._rates = [np.array(x, self._dtype) for x in state.get("theta", self._rates)]
        with self._precision():
            self._optimizer.iterations.assign(int(state.get("t", self._t)))

    def save(self) -> bytes:
        """The configuration of the optimizer, which has that of the schedule, and its count."""
        file, kept = io.BytesIO(), {"config": self._optimizer.get_config(), "hyper": self._hyper, "t": self._t}
        np.savez(file, *self._rates, kept=json.dumps(kept))
        return file.getvalue()

    def restore(self, saved: bytes) -> None:
        with np.load(io.BytesIO(saved)) as held, self._precision():
            kept = json.loads(str(held["kept"]))
            self._rates = [held[f"arr_{k}"] for k in range(len(self._rates))]
            self._hyper, self._optimizer = kept["hyper"], keras.optimizers.SGD.from_config(kept["config"])
            self._optimizer.iterations.assign(kept["t"])
