"""`goldstep doctor`: versions, backends and doors, and what is missing for them; nothing is imported."""

import json
import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from goldstep import __version__
from goldstep.adapters.doors import OPEN
from goldstep.adapters.loading import BUILT_IN

_OURS = ("numpy", "python-flint", "mpmath", "hypothesis", "pytest", "pytest-xdist", "rich", "click")
_PACKAGES = {
    "torch": ("torch",),
    "optax": ("optax", "jax"),
    "keras": ("keras", "jax"),
    "keras-torch": ("keras", "torch"),
    "pytorch-optimizer": ("pytorch-optimizer", "torch"),
}
_TOOLS = {"rust": ("cargo", "https://rustup.rs"), "native": ("cc", "a C compiler, to build a library")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(as_json: bool) -> int:
    """Print versions, backends and doors, and what is missing for them."""
    found = _found()
    for line in [json.dumps(found, indent=1)] if as_json else _lines(found):
        click.echo(line)
    return 0


def _found() -> dict[str, Any]:
    doors = {f"{name}:Class": _state(name) for name in OPEN}
    doors["module:Attr"] = "an adapter of your own, found from the current folder"
    doors["cmd:COMMAND"] = "a process that answers in JSON lines"
    doors["native:LIBRARY"] = f"a shared library; {_tool('native')}"
    return {
        "goldstep": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": {name: _version(name) for name in _OURS},
        "backends": {name: _state(name) for name in BUILT_IN},
        "doors": doors,
    }


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield "goldstep {goldstep}, Python {python}, {system} {machine}".format_map(found)
    yield f"packages: {', '.join(f'{name} {version}' for name, version in found['packages'].items())}"
    for kind in ("backends", "doors"):
        yield f"{kind}:"
        yield from (f"  {name:<18} {state}" for name, state in found[kind].items())


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
