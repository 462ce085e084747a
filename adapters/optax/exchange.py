"""Checkpoints as files of NumPy: ``params0``, … and ``state0``, … are the leaves of the parameters and of the state.

That is, `jax.tree.leaves(params)` and `jax.tree.leaves(opt_state)`, which `jax.tree.unflatten` takes back.
"""

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import optax

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.numbered import numbered, write


def take(state: Any, file: str, counts: Mapping[str, int]) -> tuple[Any, int]:
    """A state of the same structure with the leaves of a checkpoint, and the steps behind it."""
    held, own = numbered(file, "state"), jax.tree.leaves(state)
    if [x.shape for x in held] != [x.shape for x in own]:
        raise AdapterError(
            f"{file} has a state of {len(held)} leaves with shapes {_shapes(held)}, and that of the transformation "
            f"alone, with a number for its learning rate, has {len(own)} with {_shapes(own)}"
        )
    new = jax.tree.unflatten(jax.tree.structure(state), [jnp.asarray(x) for x in held])
    found = [int(x) - begin for name, begin in counts.items() for _, x in optax.tree.get_all_with_path(new, name)]
    return new, max(found, default=1)


def give(params: Any, state: Any, file: str) -> None:
    write(file, jax.tree.leaves(params), jax.tree.leaves(state))


def _shapes(leaves: list[Any]) -> str:
    return " ".join("x".join(map(str, x.shape)) or "()" for x in leaves[:8]) + (" …" if len(leaves) > 8 else "")
