"""Checkpoints as files of NumPy: ``params0``, … are the variables of a model, ``state0``, … those of its optimizer.

The latter are what `save_own_variables` of an optimizer puts under "0" and so on, and `load_own_variables` takes back.
"""

from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.keras.verbs import array
from goldstep.adapters.numbered import numbered, write


def take(optimizer: Any, file: str) -> None:
    """Load the variables of an optimizer."""
    held, own = numbered(file, "state"), optimizer.variables
    if [x.shape for x in held] != [tuple(x.shape) for x in own]:
        raise AdapterError(
            f"{file} has {len(held)} variables of an optimizer, and {type(optimizer).__name__} has these {len(own)}: "
            f"{', '.join(x.path for x in own[:6])}{' …' * (len(own) > 6)}"
        )
    optimizer.load_own_variables({str(k): x for k, x in enumerate(held)})


def give(optimizer: Any, params: Any, file: str) -> None:
    """What `save_own_variables` writes, and the parameters before it."""
    write(file, *([array(x).astype(str(x.dtype)) for x in xs] for xs in (params, optimizer.variables)))
