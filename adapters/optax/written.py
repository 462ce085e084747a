"""The adapter that the door of optax makes, as source."""

from dataclasses import replace
from typing import Any

from goldstep.adapters.contract import Contract, Info
from goldstep.adapters.open.source import call, literal
from goldstep.adapters.open.target import imported

_SOURCE = '''"""{name}, judged as {algorithm}: `goldstep check` takes `adapter` of this module."""

{imports}
from goldstep.adapters.bound import Bound
from goldstep.adapters.contract import {contract}Info
from goldstep.adapters.optax.opened import Made, {kind}

INFO = {info}

MADE = {made}

BINDING = {binding}

adapter = Bound(INFO, {{{quoted}: BINDING}})
'''


def written(text: str, info: Info, binding: Any, spelling: Any) -> str:
    """Source that makes the same adapter."""
    lines, name = imported(text)
    ((algorithm, _),) = info.algorithms.items()
    method, kind = binding.make.__name__, type(binding).__name__
    if any(getattr(value, "__name__", "") == "neg" for value in spelling.values.values()):
        lines = ["from operator import neg", "", *lines]
    made = call("Made", binding.make.__self__, {"target": name})
    return _SOURCE.format(
        name=info.name,
        algorithm=algorithm,
        imports="\n".join([*lines, ""]),
        contract="" if info.contract == Contract() else "Contract, ",
        kind=kind,
        info=call("Info", info),
        made=made,
        binding=call(kind, replace(binding), {"make": f"MADE.{method}", "contract": "INFO.contract"}),
        quoted=literal(algorithm),
    )
