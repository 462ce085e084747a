"""A shared library behind goldstep.h: found sound before anything in it is run, and called with care."""

import ctypes
import os
import sys
from collections.abc import Mapping, Sequence
from ctypes import POINTER, c_char_p, c_double, c_int, c_int64, c_size_t, c_uint32, c_void_p
from pathlib import Path
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.adapters.surroundings import disturbance

ABI, MAX_RANK, EVERY = 1, 8, -1
CODES = {1: "GOLDSTEP_UNSUPPORTED", 2: "GOLDSTEP_FAILED", 3: "GOLDSTEP_MISUSED"}


class Array(ctypes.Structure):
    _fields_ = (("data", POINTER(c_double)), ("size", c_size_t), ("rank", c_size_t), ("shape", POINTER(c_size_t)))


class Hyper(ctypes.Structure):
    _fields_ = (("name", c_char_p), ("value", c_double), ("parameter", c_int64))


class Setup(ctypes.Structure):
    _fields_ = (
        *((name, c_char_p) for name in ("algorithm", "variant", "dtype", "mode", "device")),
        ("n_params", c_size_t),
        ("params", POINTER(Array)),
        ("n_hyper", c_size_t),
        ("hyper", POINTER(Hyper)),
    )


_RUN, _SIZES, _ARRAYS = c_void_p, POINTER(c_size_t), POINTER(Array)
FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "abi": (c_uint32, ()),
    "info": (c_char_p, ()),
    "init": (c_int, (POINTER(Setup), POINTER(_RUN))),
    "step": (c_int, (_RUN, c_size_t, _ARRAYS, c_size_t, POINTER(Hyper))),
    "state": (c_int, (_RUN, POINTER(c_int64), _SIZES)),
    "slot": (c_char_p, (_RUN, c_size_t)),
    "shape": (c_int, (_RUN, c_size_t, c_size_t, _SIZES, _SIZES)),
    "read": (c_int, (_RUN, c_size_t, c_size_t, c_void_p, c_size_t)),
    "error": (c_char_p, (_RUN,)),
    "destroy": (None, (_RUN,)),
}
OPTIONAL: dict[str, dict[str, tuple[Any, tuple[Any, ...]]]] = {  # by what they are for; of each, all or none
    "load": {
        "load": (c_int, (_RUN, c_char_p, c_size_t, _ARRAYS)),
        "set_t": (c_int, (_RUN, c_int64)),
    },
    "save": {
        "save": (c_int, (_RUN, POINTER(c_void_p), _SIZES)),
        "restore": (c_int, (_RUN, c_char_p, c_size_t)),
    },
    "add": {"add": (c_int, (_RUN, c_size_t, _ARRAYS, c_size_t, POINTER(Hyper)))},
}


class Library:
    """A library with all functions of goldstep.h; raises AdapterError for a file that is none."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).resolve()  # else the loader would look for a bare name among those of the system
        name = self.path.name
        _right_machine(self.path)
        try:
            self._dll = ctypes.CDLL(str(self.path))
        except OSError as error:
            raise AdapterError(f"{name} cannot be loaded as a shared library: {error}") from None
        undisturbed(f"loading {name}")
        if not hasattr(self._dll, "goldstep_abi"):
            raise AdapterError(f"{name} has no goldstep_abi: it was not made with goldstep.h, or hides its symbols")
        version = self._bind("abi", *FUNCTIONS["abi"])()
        if version != ABI:
            raise AdapterError(f"{name} has version {version} of goldstep.h, this release of Goldstep has {ABI}")
        there = {
            key: group for key, group in OPTIONAL.items() if any(hasattr(self._dll, f"goldstep_{x}") for x in group)
        }
        self.has, wanted = frozenset(there), dict(FUNCTIONS)
        for group in there.values():
            wanted |= group
        missing = [f"goldstep_{key}" for key in wanted if not hasattr(self._dll, f"goldstep_{key}")]
        if missing:
            raise AdapterError(f"{name} lacks {', '.join(missing)}")
        self._functions = {key: self._bind(key, *types) for key, types in wanted.items()}

    def _bind(self, name: str, result: Any, arguments: Sequence[Any]) -> Any:
        function = self._dll[f"goldstep_{name}"]
        function.restype, function.argtypes = result, arguments
        return function

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a function by the name it has behind `goldstep_`."""
        return self._functions[name](*arguments)

    def check(self, name: str, run: c_void_p, code: int) -> None:
        """Raise Unsupported or AdapterError, with the text of the library, for a code that is not GOLDSTEP_OK."""
        if code == 0:
            return
        text = self.text("error", self.call("error", run)) if run else ""
        if code == 1 and name in ("init", "step", "add"):
            raise Unsupported(text or "the library does not say why")
        meaning = CODES.get(code, "a code that goldstep.h does not have")
        raise AdapterError(f"goldstep_{name} returned {code} ({meaning}): {text or 'no reason given'}")

    def text(self, name: str, value: bytes | None) -> str:
        """A string that a function returned; nothing for NULL."""
        try:
            return (value or b"").decode()
        except UnicodeDecodeError:
            raise AdapterError(f"goldstep_{name} returned text that is not UTF-8: {value!r:.200}") from None


def _right_machine(path: Path) -> None:
    """The loader of Linux says of a library for another processor that there is no such file; be clearer."""
    if not os.path.isfile(path):
        raise AdapterError(f"there is no file {path}")
    ours, theirs = (_elf(file) for file in (Path(sys.executable), path))
    if ours and theirs and ours != theirs:
        words = ["{} bits, {} endian, machine {}".format(*elf) for elf in (theirs, ours)]
        raise AdapterError(f"{path.name} is for another processor: {words[0]}; this Python: {words[1]}")


def _elf(path: Path) -> tuple[int, str, int] | None:
    with path.open("rb") as file:
        head = file.read(20)
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return None
    order = "little" if head[5] == 1 else "big"
    return 32 * head[4], order, int.from_bytes(head[18:20], "little" if order == "little" else "big")


def undisturbed(after: str) -> None:
    """Raise AdapterError where the floating-point environment is no longer that of IEEE 754's defaults."""
    if left := disturbance():
        raise AdapterError(f"{after} left {left}")


class Given:
    """Arrays on their way in, as goldstep.h wants them: copies, watched while the call lasts.

    One that is None is missing, and has the shape of its parameter.
    """

    def __init__(self, arrays: Sequence[np.ndarray | None], shapes: Sequence[tuple[int, ...]] = ()) -> None:
        each = [np.zeros(shapes[i]) if x is None else x for i, x in enumerate(arrays)]
        self._arrays = [np.array(x, np.float64, order="C") for x in each]
        self._before = [x.tobytes() for x in self._arrays]
        self._shapes = [(c_size_t * max(1, x.ndim))(*x.shape) for x in self._arrays]
        self.count = len(self._arrays)
        self.pointer = (Array * max(1, self.count))(
            *(
                Array(None if given is None else x.ctypes.data_as(POINTER(c_double)), x.size, x.ndim, shape)
                for given, x, shape in zip(arrays, self._arrays, self._shapes, strict=True)
            )
        )

    def take_back(self, what: str) -> None:
        """Raise AdapterError if the library wrote to them; fill them with NaN, which shows if it goes on reading."""
        for array, before in zip(self._arrays, self._before, strict=True):
            if array.tobytes() != before:
                raise AdapterError(f"the library changed {what} that it was given; it must copy them")
            array.fill(np.nan)


def hypers(hyper: Mapping[str, float], groups: Sequence[Mapping[str, float]] = ()) -> tuple[Any, int]:
    """A list of goldstep_hyper and its length: values for every parameter, then those of single ones."""
    entries = [Hyper(name.encode(), value, EVERY) for name, value in hyper.items()]
    entries += [Hyper(name.encode(), x, i) for i, own in enumerate(groups) for name, x in own.items()]
    return (Hyper * max(1, len(entries)))(*entries), len(entries)
