"""What the doors of PyTorch give: an adapter, and the same as source."""

from typing import Any

from goldstep.adapters.bound import Bound
from goldstep.adapters.contract import Info
from goldstep.adapters.open import naming
from goldstep.adapters.open.opening import Opening
from goldstep.adapters.open.source import call, literal
from goldstep.adapters.open.target import imported

_SOURCE = '''"""{name}, judged as {algorithm}: `goldstep check` takes `adapter` of this module."""

{imports}
from goldstep.adapters.bound import Bound
from goldstep.adapters.contract import {contract}Info
from {module} import {kind}

INFO = {info}

BINDING = {binding}

adapter = Bound(INFO, {{{quoted}: BINDING}})
'''


def written(text: str, info: Info, binding: Any, made: str) -> str:
    """Source that makes the same adapter; `made` is the field of the binding that has the class or function."""
    lines, name = imported(text)
    ((algorithm, _),) = info.algorithms.items()
    if any(getattr(value, "__name__", "") == "neg" for value in binding.values.values()):
        lines = ["from operator import neg", "", *lines]
    described, bound, kind = call("Info", info), call(type(binding).__name__, binding, {made: name}), type(binding)
    return _SOURCE.format(
        name=info.name,
        algorithm=algorithm,
        imports="\n".join([*lines, ""]),
        contract="Contract, " if "Contract(" in described + bound else "",
        module=kind.__module__,
        kind=kind.__name__,
        info=described,
        binding=bound,
        quoted=literal(algorithm),
    )


def opening(text: str, info: Info, binding: Any, told: tuple[str, ...], made: str = "optimizer") -> Opening:
    """What is made of the binding of its only algorithm."""
    ((algorithm, _),) = info.algorithms.items()
    return Opening(Bound(info, {algorithm: binding}), told, written(text, info, binding, made))


def likely(make: Any) -> tuple[str, str]:
    """How the names of variants begin that something of PyTorch may well be."""
    return naming.likely(make), "pytorch-2"
