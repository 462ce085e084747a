"""The adapter that the door of PyTorch makes, as source."""

from typing import Any

from goldstep.adapters.contract import Info
from goldstep.adapters.open.source import call, literal
from goldstep.adapters.open.target import imported
from goldstep.adapters.torch.opened import Opened

_HEAD = '''"""{what}, judged as {algorithm}: `goldstep check` takes `adapter` of this module."""

{imports}
'''


def written(text: str, make: Any, info: Info, binding: Opened) -> str:
    """Source that makes the same adapter."""
    lines, name = imported(text)
    ((algorithm, _),) = info.algorithms.items()
    body = call("Opened", binding, {"optimizer": name})
    described = call("Info", info)
    needed = ["from goldstep.adapters.bound import Bound", "from goldstep.adapters.contract import Contract, Info"]
    needed += ["from goldstep.adapters.torch.opened import Opened"]
    if "Contract(" not in body + described:
        needed[1] = needed[1].replace("Contract, ", "")
    if any(getattr(value, "__name__", "") == "neg" for value in binding.values.values()):
        lines = ["from operator import neg", "", *lines]
    head = _HEAD.format(what=info.name, algorithm=algorithm, imports="\n".join([*lines, "", *needed]))
    made = f"adapter = Bound(INFO, {{{literal(algorithm)}: BINDING}})"
    return f"{head}\nINFO = {described}\n\nBINDING = {body}\n\n{made}\n"
