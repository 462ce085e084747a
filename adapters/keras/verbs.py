"""What every run of Keras has: the surroundings of its steps, and verbs that its kind may lack."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from goldstep.adapters.contract import Objective, Setup, Unsupported
from goldstep.adapters.keras.backend import precision


class Verbs:
    """A run of what `kind` says."""

    kind = ""

    def __init__(self, setup: Setup) -> None:
        if setup.device != "cpu":
            raise Unsupported("Keras is run on the CPU only")
        self._setup = setup

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported(f"{self.kind} has no line search")

    def gradients(self) -> list[np.ndarray | None]:
        """Those that a step has to leave as they are."""
        return [None] * len(self._setup.params)

    def told(self) -> dict[str, Any]:
        """What users read besides the state."""
        return {}

    @contextmanager
    def _precision(self) -> Iterator[None]:
        """All of Keras runs within it."""
        with precision(self._setup.dtype):
            yield


class Hypers(dict[str, Any]):
    """The hyperparameters that are given; what is needed of others shows that Keras has no default for them."""

    def __missing__(self, name: str) -> Any:
        raise Unsupported(f"{name} has no default in Keras")


def tensor(values: Any, dtype: str) -> Any:
    """A tensor that shares no memory with an array of NumPy, which JAX may read later than it returns."""
    return keras.ops.convert_to_tensor(np.array(values), dtype)


def array(x: Any) -> np.ndarray:
    """A variable or tensor; nothing where a parameter has none."""
    if x is None:
        return np.zeros(0)
    value = x.value if isinstance(x, keras.Variable) else x
    return np.array(keras.ops.convert_to_numpy(value), np.float64)


def given(hyper: Mapping[str, float], **options: str) -> dict[str, float]:
    """The options whose hyperparameter is given; the others are left to Keras."""
    return {option: float(hyper[name]) for option, name in options.items() if name in hyper}
