"""Any program as a backend: one line of JSON in, one line out.

`cmd:./my-adapter --flag` names it; the page "An adapter in any language" says what the lines are. One process serves
all runs of a backend, numbered; after a crash or a hang the next run gets a fresh one.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from os import name as system
from typing import Any

from goldstep.adapters.contract import AdapterError, Arrays, Info, Setup
from goldstep.adapters.process import record, wire
from goldstep.adapters.process.child import Child


def connect(name: str, command: str) -> Callable[[], "Process"]:
    """What makes an adapter for each run of the program; nothing is started before the first."""
    try:
        words = shlex.split(command, posix=system != "nt")
    except ValueError as error:
        raise AdapterError(f"{name}: the command cannot be read: {error}") from None
    return Door(name, words)


class Door:
    """The way to a program, which is started when it is first needed; called, it gives an adapter for a run."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.command, self.numbers = name, command, count(1)
        self._child: Child | None = None

    def __call__(self) -> "Process":
        self.child()
        return (LoadableProcess if self.can_load else Process)(self)

    def child(self) -> Child:
        """The process in service, greeted; a new one where the last has ended."""
        if self._child is None or not self._child.alive:
            self._child = None
            child = Child(self.name, self.command)
            self.info, self.can_load = _greet(child)
            self._child = child
        return self._child


def _greet(child: Child) -> tuple[Info, bool]:
    result = child.ask("info", protocol=wire.PROTOCOL)
    try:
        if not isinstance(result, dict) or not {"protocol", "info"} <= result.keys() <= {"protocol", "info", "load"}:
            raise AdapterError('it must have "protocol", "info" and, where there is no load, "load": false')
        if result["protocol"] != wire.PROTOCOL:
            spoken = wire.short(result["protocol"])
            raise AdapterError(f"it speaks protocol {spoken}, this release of Goldstep speaks {wire.PROTOCOL}")
        if not isinstance(result.get("load", True), bool):
            raise AdapterError('"load" must be true or false')
        info = record.to_info(result["info"])
    except AdapterError as error:
        child.broken("info", error, result)
    environment = {**info.environment, "process-protocol": str(wire.PROTOCOL)}
    return replace(info, environment=environment), result.get("load", True)


class Process:
    """One run in a process."""

    _child: Child | None = None
    _begun = False

    def __init__(self, door: Door) -> None:
        self._door, self._run = door, next(door.numbers)

    def info(self) -> Info:
        return replace(self._door.info, costly=self._door.info.modes)

    def init(self, setup: Setup) -> None:
        self._child = self._door.child()
        while self._child.over:
            self._ask("end", run=self._child.over.pop())
        self._n_params, self._groups = len(setup.params), setup.groups
        given = {
            "algorithm": setup.algorithm,
            "variant": setup.variant,
            "dtype": setup.dtype,
            "mode": setup.mode,
            "device": setup.device,
            "params": [wire.from_array(x) for x in setup.params],
            **wire.from_hyper(setup.hyper, setup.groups),
            **({"options": list(setup.options)} if setup.options else {}),
        }
        self._ask("init", run=self._run, setup=given)
        self._begun = True

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self._running("step")
        arrays = [wire.from_array(x) for x in gradients]
        self._ask("step", run=self._run, gradients=arrays, **wire.from_hyper(hyper, self._groups))

    def state(self) -> dict[str, Any]:
        result = self._ask("state", run=self._run)
        try:
            if not isinstance(result, dict) or not {"slots"} <= result.keys() <= {"slots", "t"}:
                raise AdapterError('it must have "slots" and may have "t"')
            t = result.get("t")
            if t is not None and (type(t) is not int or t < 0):
                raise AdapterError(f'"t" must be a number of steps, got {wire.short(t)}')
            slots = wire.to_slots(result["slots"], self._n_params)
        except AdapterError as error:
            self._running("state").broken("state", error, result)
        return slots if t is None else {**slots, "t": t}

    def _running(self, verb: str) -> Child:
        if self._child is None:
            raise AdapterError(f"{self._door.name}: {verb} before init")
        return self._child

    def _ask(self, verb: str, **members: Any) -> Any:
        child = self._running(verb)
        result = child.ask(verb, **members)
        if verb != "state" and result is not None:
            child.broken(verb, AdapterError('"ok" must be null'), result)
        return result

    def __del__(self) -> None:
        if self._child and self._begun:
            self._child.over.append(self._run)  # told before the next run: this may come in the middle of a request


class LoadableProcess(Process):
    """One run of a program that can restore a state."""

    def load(self, state: Mapping[str, Any]) -> None:
        slots = {name: [wire.from_array(x) for x in value] for name, value in state.items() if name != "t"}
        self._ask("load", run=self._run, slots=slots, t=state.get("t"))
