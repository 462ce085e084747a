"""The first line of a run file: what was judged, by which suite and goldens, and where."""

import platform
from typing import Any

import numpy as np

from goldstep import __version__
from goldstep.adapters.loading import Backend
from goldstep.conformance.runfile import FORMAT
from goldstep.golden.store import Store


def header(backend: Backend) -> dict[str, Any]:
    info = backend.info
    return {
        "kind": "header",
        "format": FORMAT,
        "suite": __version__,
        "golden_digest": Store().index["digest"],
        "backend": {"adapter": backend.name, "name": str(info.name), "version": str(info.version)},
        "environment": {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
            "numpy": np.__version__,
            **{str(name): str(value) for name, value in info.environment.items()},
        },
    }
