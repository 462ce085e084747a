"""What Keras runs on, which a process decides once: by an environment variable, before Keras is imported."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from goldstep.adapters import xla
from goldstep.adapters.contract import AdapterError, Contract

VARIABLE = "KERAS_BACKEND"
KNOWN = ("jax", "torch", "tensorflow")  # the first that is installed is taken where nobody has chosen one


def choose() -> None:
    """Have Keras run on something that is installed, where nobody has chosen; before it is imported."""
    os.environ.setdefault(VARIABLE, next(filter(find_spec, KNOWN), KNOWN[0]))


def running() -> str:
    """What Keras runs on in this process."""
    return str(import_module("keras").backend.backend())


def demand(name: str, adapter: str) -> None:
    """Raises AdapterError where Keras runs on something else."""
    if running() != name:
        raise AdapterError(
            f"{adapter} is Keras on {name}, and in this process Keras runs on {running()}: unset {VARIABLE}, and judge "
            "what runs on another backend in a process of its own"
        )


@contextmanager
def precision(dtype: str) -> Iterator[None]:
    """The dtype of what Keras makes of Python numbers, 64 bits of JAX where it is float64, and no gradients of PyTorch.

    Gradients are given, as those that `keras.Model.fit` has computed are when the optimizer gets them.
    """
    config = import_module("keras").config
    before = config.floatx()
    config.set_floatx(dtype)
    try:
        with _surroundings(dtype):
            yield
    finally:
        config.set_floatx(before)


def _surroundings(dtype: str) -> AbstractContextManager[Any]:
    name = running()
    if name == "jax":
        wide: AbstractContextManager[Any] = import_module("jax").enable_x64(dtype == "float64")
        return wide
    grad: AbstractContextManager[Any] = import_module("torch").no_grad() if name == "torch" else nullcontext()
    return grad


def branches() -> AbstractContextManager[Any]:
    """Without it JAX compiles what has branches anew at each eager call."""
    plain: AbstractContextManager[Any] = import_module("jax").disable_jit() if running() == "jax" else nullcontext()
    return plain


def rounding(**places: Any) -> Contract:
    """Where Keras rounds: powers are computed in the dtype of the parameters."""
    made = xla.rounding if running() == "jax" else Contract
    return made(**{"coefficients": "working", "scalars": "working", **places})


def demoted(*backends: str) -> tuple[str, ...]:
    """The dtypes of what computes float64 in float32 on these backends: reproducers/float64_demoted.py."""
    return ("float32",) if running() in backends else ("float64", "float32")
