"""The adapter that the door of Keras makes, as source."""

from dataclasses import replace
from typing import Any

from goldstep.adapters.contract import Info
from goldstep.adapters.keras.backend import VARIABLE, running
from goldstep.adapters.keras.opened import Opened
from goldstep.adapters.open.source import call, literal
from goldstep.adapters.open.target import imported

_SOURCE = '''"""{name}, judged as {algorithm}: `goldstep check` takes `adapter` of this module."""

import os

os.environ.setdefault("{variable}", "{backend}")  # before Keras is imported

{imports}
from goldstep.adapters.bound import Bound
from goldstep.adapters.contract import Contract, Info
from goldstep.adapters.keras.opened import {kinds}

INFO = {info}

{made}BINDING = {binding}

adapter = Bound(INFO, {{{quoted}: BINDING}})
'''


def written(text: str, info: Info, binding: Any) -> str:
    """Source that makes the same adapter."""
    lines, name = imported(text)
    ((algorithm, _),) = info.algorithms.items()
    kind, optimizer = type(binding).__name__, isinstance(binding, Opened)
    values = binding.values if optimizer else binding.make.__self__.values
    if any(getattr(value, "__name__", "") == "neg" for value in values.values()):
        lines = ["from operator import neg", "", *lines]
    own = {"optimizer": name} if optimizer else {"make": "MADE.schedule"}
    made = "" if optimizer else f"MADE = {call('Made', binding.make.__self__, {'target': name})}\n\n"
    return _SOURCE.format(
        name=info.name,
        algorithm=algorithm,
        variable=VARIABLE,
        backend=running(),
        imports="\n".join([*lines, ""]),
        kinds=kind if optimizer else f"Made, {kind}",
        info=call("Info", info),
        made=made,
        binding=call(kind, replace(binding), {**own, "contract": "INFO.contract"}),
        quoted=literal(algorithm),
    )
