"""Builds the crate with cargo, unless its library is there and made of these very sources."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from goldstep.adapters.contract import AdapterError

CRATE = Path(__file__).parent.resolve()
SOURCES = ("Cargo.toml", "src/**/*.rs", "README.md")
LIBRARY = {"darwin": "libgoldstep.dylib", "win32": "goldstep.dll"}.get(sys.platform, "libgoldstep.so")
FLAGS = "-C target-cpu=native"  # wider vectors; the results are the same
_SHOWN = 30  # lines of cargo's that an error repeats


def built(crate: Path = CRATE) -> Path:
    """The library, built if it is missing or not of these sources. Raises AdapterError where it cannot be."""
    digest = _digest(crate)
    target = _target(crate, digest)
    library, stamp = target / "release" / LIBRARY, target / "sources.sha256"
    if not (library.is_file() and stamp.is_file() and stamp.read_text() == digest):
        _build(crate, target)
        stamp.write_text(digest)
    return library


def _digest(crate: Path) -> str:
    """Of the sources, whose dates say nothing once they were installed, and of what they are compiled for."""
    found = hashlib.sha256(f"{_flags()} {_processor()}".encode())
    for path in sorted(path for pattern in SOURCES for path in crate.glob(pattern)):
        found.update(path.relative_to(crate).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _flags() -> str:
    return os.environ.get("RUSTFLAGS", FLAGS)


def _processor() -> str:
    """What this processor can do, so that no library is run where its instructions are missing."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    able = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return f"{platform.machine()} {platform.processor()} {able}"


def _target(crate: Path, digest: str) -> Path:
    """Where cargo builds: in a checkout, or in the user's cache for sources that were installed."""
    if os.access(crate, os.W_OK) and not {"site-packages", "dist-packages"} & set(crate.parts):
        return crate / "target"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "goldstep" / f"rust-{digest[:16]}"


def _build(crate: Path, target: Path) -> None:
    cargo = shutil.which("cargo")
    if cargo is None:
        raise AdapterError(
            "adapter 'rust' is built by cargo, which is not in the PATH: install Rust, see https://rustup.rs"
        )
    _show("goldstep: cargo builds the optimizers in Rust; once, and it takes a minute or two")
    command = [cargo, "build", "--release", "--offline", "--target-dir", str(target)]
    environment = {**os.environ, "RUSTFLAGS": _flags()}
    lines = []
    with subprocess.Popen(
        command,
        cwd=crate,
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as cargo_build:
        for line in cargo_build.stderr or ():
            lines.append(line)
            _show(line.rstrip())
    if cargo_build.returncode:
        said = "".join(lines[-_SHOWN:])
        raise AdapterError(f"adapter 'rust': cargo build ended with exit code {cargo_build.returncode}:\n{said}")


def _show(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
