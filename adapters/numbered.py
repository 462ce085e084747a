"""Checkpoints as files of NumPy whose arrays are numbered: ``params0``, … and ``state0``, …"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError, Arrays


def parameters(file: str) -> tuple[Arrays, str]:
    """The parameters of a checkpoint as float64, and their dtype. Raises AdapterError."""
    held = numbered(file, "params")
    dtypes = {str(x.dtype) for x in held}
    if len(dtypes) != 1:
        raise AdapterError(f"{file} has parameters in {', '.join(sorted(dtypes))}; expected one dtype")
    return [np.array(x, np.float64) for x in held], dtypes.pop()


def numbered(file: str, kind: str) -> list[np.ndarray]:
    """The arrays of one kind in their order. Raises AdapterError where there are none, or not all."""
    held = _read(file)
    found = {int(name.removeprefix(kind)): x for name, x in held.items() if name.removeprefix(kind).isdigit()}
    if not found or sorted(found) != list(range(len(found))):
        raise AdapterError(f"{file} has to hold {kind}0, {kind}1 and so on; it holds {', '.join(held) or 'nothing'}")
    return [found[k] for k in sorted(found)]


def write(file: str, params: Iterable[Any], state: Iterable[Any]) -> None:
    kinds = {"params": params, "state": state}
    arrays: dict[str, Any] = {f"{kind}{k}": np.asarray(x) for kind, xs in kinds.items() for k, x in enumerate(xs)}
    with open(file, "wb") as out:
        np.savez(out, **arrays)


def _read(file: str) -> Mapping[str, np.ndarray]:
    try:
        with np.load(file) as held:
            return dict(held)
    except (OSError, ValueError, TypeError) as error:
        raise AdapterError(f"{file} is no file that numpy.savez has written: {error}") from None
