"""What every run of MLX has: arrays, hyperparameters of which some are not given, and records of how it is spelled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import mlx.core as mx
import numpy as np

from goldstep.adapters.contract import Contract, Unsupported

CONTRACT = Contract(constants="tensor", coefficients="tensor", scalars="tensor")


class Hypers(dict[str, float]):
    """The hyperparameters that are given; what is needed of others shows that MLX has no default for them."""

    def __missing__(self, name: str) -> float:
        raise Unsupported(f"{name} has no default in MLX")


@dataclass(frozen=True)
class Spelled:
    """What any binding says: its variants, and what `Info` asks for."""

    variants: Sequence[str]
    dtypes: Sequence[str] = ("float32", "bfloat16")
    fixed: Mapping[str, float] = field(default_factory=dict)
    common: Sequence[str] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)


def given(hyper: Mapping[str, float], kind: Callable[[float], Any] = float, /, **options: str) -> dict[str, Any]:
    """The options whose hyperparameter is given; the others are left to MLX."""
    return {option: kind(hyper[name]) for option, name in options.items() if name in hyper}


def owned(values: Any, dtype: str) -> mx.array:
    """An array of MLX, rounded once: a float64 of NumPy becomes a float32 on its way."""
    return mx.array(np.array(values, np.float64), mx.float64).astype(getattr(mx, dtype))


def array(x: mx.array) -> np.ndarray:
    """A copy that NumPy has."""
    return np.array(x.astype(mx.float32), np.float64)
