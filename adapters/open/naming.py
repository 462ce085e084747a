"""What an adapter is called that is made of a class or function: by its name, and by the version of its package."""

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any


def package(make: Any) -> tuple[str, str]:
    """The name, and the version where the package has one."""
    top = str(getattr(make, "__module__", "")).partition(".")[0]
    return _of(make), str(getattr(sys.modules.get(top), "__version__", "") or _installed(top) or "unknown")


def likely(make: Any) -> str:
    """How the names of variants begin that belong to its package."""
    return str(getattr(make, "__module__", "")).partition(".")[0].replace("_", "-") + "-"


def _of(make: Any) -> str:
    name = getattr(make, "__qualname__", "") or type(make).__name__
    return re.sub(r"\W+", "_", name)


def _installed(top: str) -> str:
    try:
        return version(top) if top else ""
    except PackageNotFoundError:
        return ""
