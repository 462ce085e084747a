"""`goldstep doctor`: versions, backends and doors, and what is missing for them; nothing is imported."""

import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import click

from goldstep import __version__
from goldstep.adapters.loading import BUILT_IN, OPEN

_OURS = ("numpy", "python-flint", "mpmath", "hypothesis", "pytest", "pytest-xdist", "rich", "click")
_PACKAGES = {"torch": ("torch",), "optax": ("optax", "jax"), "pytorch-optimizer": ("pytorch-optimizer", "torch")}
_TOOLS = {"rust": ("cargo", "https://rustup.rs"), "native": ("cc", "a C compiler, to build a library")}


@click.command()
def command() -> int:
    """Print versions, backends and doors, and what is missing for them."""
    for line in _lines():
        click.echo(line)
    return 0


def _lines() -> Iterator[str]:
    yield f"goldstep {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield f"packages: {', '.join(f'{name} {_version(name)}' for name in _OURS)}"
    yield "backends:"
    for name in BUILT_IN:
        yield f"  {name:<18} {_state(name)}"
    yield "doors:"
    for name in OPEN:
        yield f"  {f'{name}:Class':<18} {_state(name)}"
    yield f"  {'module:Attr':<18} an adapter of your own, found from the current folder"
    yield f"  {'cmd:COMMAND':<18} a process that answers in JSON lines"
    yield f"  {'native:LIBRARY':<18} a shared library; {_tool('native')}"


def _state(name: str) -> str:
    if name in _TOOLS:
        return _tool(name)
    packages = _PACKAGES.get(name, () if name == "numpy" else (name,))
    missing = [package for package in packages if not _version(package)]
    if missing:
        return f"lacks {' and '.join(missing)}: pip install 'goldstep[{name}]'"
    return ", ".join(f"{package} {_version(package)}" for package in packages) or "comes along"


def _tool(name: str) -> str:
    tool, source = _TOOLS[name]
    return f"{tool} is {shutil.which(tool)}" if shutil.which(tool) else f"lacks {tool}: {source}"


def _version(package: str) -> str:
    """Empty where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
