"""keras.callbacks.ReduceLROnPlateau, called at the end of each epoch for a model with an optimizer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.keras.backend import rounding
from goldstep.adapters.keras.schedules import ALL
from goldstep.adapters.keras.verbs import Verbs, array

OPTIONS = {
    "factor": "factor",
    "patience": "patience",
    "min_delta": "threshold",
    "cooldown": "cooldown",
    "min_lr": "min_lr",
}
COUNTS = {"bad": "wait", "cooling": "cooldown_counter"}


@dataclass(frozen=True, eq=False)
class Plateau:
    variants: Sequence[str] = ("keras-3.15",)
    contract: Contract = field(default_factory=lambda: rounding(**ALL))
    constant: Sequence[str] = ("lr", "threshold")  # what begins the run, and a margin that is negated at first use
    common: Sequence[str] = ("*",)

    def begin(self, setup: Setup) -> "Run":
        return Run(setup)


class Run(Verbs):
    """One optimizer and the callback."""

    kind = "a callback of Keras"

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._t = 0
        with self._precision():
            self._optimizer = keras.optimizers.SGD(float(setup.params[0].reshape(())))
            told = {o: _option(o, setup.hyper[name]) for o, name in OPTIONS.items() if name in setup.hyper}
            self._callback = keras.callbacks.ReduceLROnPlateau(mode="min", **told)
            self._callback.set_model(SimpleNamespace(optimizer=self._optimizer))
            self._callback.on_train_begin()

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        with self._precision():
            for option, name in OPTIONS.items():
                if name in hyper and option != "min_delta":
                    setattr(self._callback, option, _option(option, hyper[name]))
            self._callback.on_epoch_end(self._t, {"val_loss": float(gradients[0].reshape(()))})
        self._t += 1

    def state(self) -> dict[str, Any]:
        counts = {slot: [np.array(float(getattr(self._callback, name)))] for slot, name in COUNTS.items()}
        best = {} if self._callback.best is None else {"best": [np.array(float(self._callback.best))]}
        shown = {**best, **counts} if self._t else {}
        return {"theta": [array(self._optimizer.learning_rate)], **shown, "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        with self._precision():
            if self._callback.monitor_op is None:
                self._callback._set_monitor_op()
            if "theta" in state:
                self._optimizer.learning_rate = float(np.reshape(state["theta"][0], ()))
            if "best" in state:
                self._callback.best = float(np.reshape(state["best"][0], ()))
            for slot in COUNTS.keys() & state.keys():
                setattr(self._callback, COUNTS[slot], int(np.reshape(state[slot][0], ())))

    def save(self) -> bytes:
        """What a callback holds is in no checkpoint of Keras: a script that resumes writes it down itself."""
        state = {name: float(np.reshape(x[0], ())) for name, x in self.state().items() if name != "t"}
        options = {option: getattr(self._callback, option) for option in OPTIONS if option != "min_delta"}
        return json.dumps({"state": state, "options": options, "t": self._t}).encode()

    def restore(self, saved: bytes) -> None:
        kept = json.loads(saved)
        for option, value in kept["options"].items():
            setattr(self._callback, option, value)
        self.load({**{name: [x] for name, x in kept["state"].items()}, "t": kept["t"]})


def _option(option: str, value: float) -> float:
    return int(value) if option in ("patience", "cooldown") else float(value)
