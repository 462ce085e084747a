"""The first line of a run file: what was judged, by which suite and goldens, and where."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from goldstep import __version__
from goldstep.adapters.contract import Contract
from goldstep.adapters.loading import Backend
from goldstep.conformance.limits import EVERY
from goldstep.conformance.runfile import FORMAT
from goldstep.golden.store import Store


def header(backend: Backend, unasked: Sequence[str] = ()) -> dict[str, Any]:
    info = backend.info
    return {
        "kind": "header",
        "format": FORMAT,
        "suite": __version__,
        "golden_digest": Store().index["digest"],
        "backend": {
            "adapter": backend.name,
            "name": str(info.name),
            "version": str(info.version),
            "contracts": _contracts({EVERY: info.contract, **info.contracts}),
            "contracts_in": {mode: _contracts_in(info.contract, own) for mode, own in info.contracts_in.items()},
            "unasked": list(unasked),
        },
        "environment": {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
            "numpy": np.__version__,
            **{str(name): str(value) for name, value in info.environment.items()},
        },
    }


def _contracts_in(usual: Contract, own: Mapping[str, Contract]) -> dict[str, dict[str, Any]]:
    """The same of what a mode has of its own."""
    return {name: x for name, x in _contracts({EVERY: usual, **own}).items() if name in own}


def _contracts(declared: Mapping[str, Contract]) -> dict[str, dict[str, Any]]:
    """Of each contract by algorithm, or ``"*"`` for all others, what is not as usual, and not as there."""
    usual = asdict(Contract())
    found = {name: {k: x for k, x in asdict(one).items() if x != usual[k]} for name, one in declared.items()}
    return {name: differing for name, differing in found.items() if differing or (name != EVERY and found[EVERY])}
