"""Shared libraries as backends: C, or anything that exports C symbols, behind goldstep.h, which lies here.

`native:path/to/library.so` names one. It is run in a process of its own, so that a crash is an error of one cell and
not the end of the battery; there `Native` calls it by ctypes.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from ctypes import byref, c_int64, c_size_t, c_void_p, string_at
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError, Arrays, Info, Setup
from goldstep.adapters.native import binary as c
from goldstep.adapters.native.binary import Given, Library, undisturbed
from goldstep.adapters.process import Door, record, wire

HEADER = Path(__file__).with_name("goldstep.h")
_MOST = 1 << 24  # numbers of an array: a size that was never set should not take all memory
_UNWRITTEN = 0x7FF8676F6C647374  # a NaN that no arithmetic makes


def connect(name: str, path: str) -> Callable[[], Any]:
    """What makes an adapter for each run of the library, in a child process."""
    if not os.path.isfile(path):  # as that of pathlib does not, it says of any name whether
        raise AdapterError(f"{name}: there is no file {path!r}")
    # -P: a file of the current folder must not pass for a module of Goldstep's
    return Door(name, [sys.executable, "-P", "-m", __name__, str(Path(path).resolve())])


def maker(library: Library) -> Callable[[], "Native"]:
    """What makes an adapter for each run of the library, in this process."""
    kinds = {"load": Loadable, "save": Saving, "add": Growing}
    kind: Any = type("NativeRun", (*(kinds[key] for key in sorted(library.has)), Native), {})
    return lambda: kind(library)


class Native:
    """One run in a native library."""

    def __init__(self, library: Library) -> None:
        self._library, self._run = library, c_void_p()

    def info(self) -> Info:
        text = self._library.call("info")
        if text is None:
            raise AdapterError("goldstep_info returned NULL")
        text = self._library.text("info", text)
        try:
            info = record.to_info(wire.parse(text))
        except AdapterError as error:
            raise AdapterError(f"goldstep_info: {error}; received: {wire.short(text.encode())}") from None
        digest = hashlib.sha256(self._library.path.read_bytes()).hexdigest()
        return replace(info, environment={**info.environment, "goldstep.h": str(c.ABI), "library-sha256": digest})

    def init(self, setup: Setup) -> None:
        self._end()
        words = [x.encode() for x in (setup.algorithm, setup.variant, setup.dtype, setup.mode, setup.device)]
        self._params, self._groups = Given(setup.params), list(setup.groups)
        self._shapes, self._hyper = [np.shape(x) for x in setup.params], setup.hyper
        hyper, count = c.hypers(setup.hyper, setup.groups)
        given = c.Setup(*words, self._params.count, self._params.pointer, count, hyper)
        self._call("init", byref(given), byref(self._run))
        if not self._run:
            raise AdapterError("goldstep_init returned GOLDSTEP_OK and no run")
        self._params.take_back("the initial parameters")

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        run, self._hyper = self._begun("step"), hyper
        self._gradients = Given(gradients, self._shapes)  # kept, so that a pointer into them stays valid and shows NaN
        values, count = c.hypers(hyper, self._groups)
        self._call("step", run, self._gradients.count, self._gradients.pointer, count, values)
        self._gradients.take_back("the gradients")

    def state(self) -> dict[str, Any]:
        run, t, count = self._begun("state"), c_int64(-1), c_size_t()
        self._call("state", run, byref(t), byref(count))
        state: dict[str, Any] = {}
        for slot in range(count.value):
            name = self._library.call("slot", run, slot)
            if name is None:
                raise AdapterError(f"goldstep_slot returned NULL for slot {slot} of {count.value}")
            name = self._library.text("slot", name)
            if name in state or name == "t":
                raise AdapterError(f"goldstep_slot gives the name {name!r} twice, or to what is no slot")
            state[name] = [self._read(slot, i, f"{name} of parameter {i}") for i in range(len(self._shapes))]
        return state if t.value < 0 else {**state, "t": t.value}

    def _read(self, slot: int, parameter: int, what: str) -> np.ndarray:
        rank, sizes = c_size_t(), (c_size_t * (2 * c.MAX_RANK))()  # room for some that are not allowed, to say so
        self._call("shape", self._run, slot, parameter, byref(rank), sizes)
        if rank.value > c.MAX_RANK:
            raise AdapterError(f"goldstep_shape gives {what} {rank.value} dimensions; {c.MAX_RANK} are allowed")
        shape = tuple(sizes[: rank.value])
        if prod(shape) > _MOST:
            raise AdapterError(f"goldstep_shape gives {what} the shape {list(shape)}; {_MOST} numbers are allowed")
        guarded = np.full(prod(shape) + 2, _UNWRITTEN, np.uint64)
        values = guarded[1:-1]
        self._call("read", self._run, slot, parameter, values.ctypes.data, values.size)
        if {*guarded[[0, -1]].tolist()} != {_UNWRITTEN}:
            raise AdapterError(f"goldstep_read wrote beyond the {values.size} numbers of {what}")
        if np.any(values == _UNWRITTEN):
            raise AdapterError(f"goldstep_read left some of the {values.size} numbers of {what} unwritten")
        return values.view(np.float64).reshape(shape)

    def _begun(self, verb: str) -> c_void_p:
        if not self._run:
            raise AdapterError(f"{verb} before init")
        return self._run

    def _call(self, name: str, *arguments: Any) -> None:
        code = self._library.call(name, *arguments)
        undisturbed(f"goldstep_{name}")
        self._library.check(name, self._run, code)

    def _end(self) -> None:
        run, self._run = self._run, c_void_p()
        if run:
            self._library.call("destroy", run)

    def __del__(self) -> None:
        self._end()


class Loadable(Native):
    """A run whose state can be overwritten."""

    def load(self, state: Mapping[str, Any]) -> None:
        run = self._begun("load")
        if state.get("t") is not None:
            self._call("set_t", run, state["t"])
        for name in state.keys() - {"t"}:
            self._loaded = Given(state[name])
            self._call("load", run, name.encode(), self._loaded.count, self._loaded.pointer)
            self._loaded.take_back("the arrays to load")


class Saving(Native):
    """A run that can be saved; hyperparameters are given in every call, so those of groups are kept here."""

    def save(self) -> tuple[bytes, list[dict[str, float]]]:
        data, size = c_void_p(), c_size_t()
        self._call("save", self._begun("save"), byref(data), byref(size))
        if size.value > _MOST or (size.value and not data):
            raise AdapterError(f"goldstep_save gives {size.value} bytes at {data.value}; {_MOST} are allowed")
        return string_at(data, size.value) if size.value else b"", [dict(own) for own in self._groups]

    def restore(self, saved: tuple[bytes, list[dict[str, float]]]) -> None:
        data, groups = saved
        self._call("restore", self._begun("restore"), data, len(data))
        self._groups = [dict(own) for own in groups]


class Growing(Native):
    """A run that parameters can join."""

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        run = self._begun("add")
        if groups:
            self._groups = [*(self._groups or [{}] * len(self._shapes)), *groups]
        self._shapes += [np.shape(x) for x in params]
        given, (values, count) = Given(params), c.hypers(self._hyper, self._groups)
        self._call("add", run, given.count, given.pointer, count, values)
        given.take_back("the parameters that join")
