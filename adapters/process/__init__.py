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
        return self._kind(self)

    def child(self) -> Child:
        """The process in service, greeted; a new one where the last has ended."""
        if self._child is None or not self._child.alive:
            self._child = None
            child = Child(self.name, self.command)
            self.info, verbs = _greet(child)
            self._kind = type("Process", (Process,), {name: VERBS[name] for name in verbs})
            self._child = child
        return self._child


def _greet(child: Child) -> tuple[Info, list[str]]:
    """What a program says of itself, and which verbs it has of those that it may have."""
    result = child.ask("info", protocol=wire.PROTOCOL)
    try:
        known = {"protocol", "info", "load", "verbs"}
        if not isinstance(result, dict) or not {"protocol", "info"} <= result.keys() <= known:
            raise AdapterError('it must have "protocol", "info" and, where there is no load, "load": false')
        if result["protocol"] != wire.PROTOCOL:
            spoken = wire.short(result["protocol"])
            raise AdapterError(f"it speaks protocol {spoken}, this release of Goldstep speaks {wire.PROTOCOL}")
        if not isinstance(result.get("load", True), bool):
            raise AdapterError('"load" must be true or false')
        verbs = result.get("verbs", [])
        if not isinstance(verbs, list) or not all(verb in wire.OPTIONAL for verb in verbs):
            known_verbs = ", ".join(wire.OPTIONAL)
            raise AdapterError(f'"verbs" must be a list of some of {known_verbs}, got {wire.short(verbs)}')
        info = record.to_info(result["info"])
    except AdapterError as error:
        child.broken("info", error, result)
    environment = {**info.environment, "process-protocol": str(wire.PROTOCOL)}
    loads = ["load"] if result.get("load", True) else []
    return replace(info, environment=environment), [*loads, *verbs]


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
            **({"seed": setup.seed} if setup.seed else {}),
        }
        self._ask("init", run=self._run, setup=given)
        self._begun = True

    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        self._running("step")
        given = wire.from_arrays(gradients)
        self._ask("step", run=self._run, gradients=given, **wire.from_hyper(hyper, self._groups))

    def state(self) -> dict[str, Any]:
        result = self._ask("state", run=self._run)
        try:
            if not isinstance(result, dict) or not {"slots"} <= result.keys() <= {"slots", "t"}:
                raise AdapterError('it must have "slots" and may have "t"')
            t = result.get("t")
            each = t if isinstance(t, list) and self._door.info.missing else [0 if t is None else t]
            if any(type(n) is not int or n < 0 for n in each):
                raise AdapterError(f'"t" must be a number of steps, got {wire.short(t)}')
            slots = wire.to_slots(result["slots"], self._n_params, missing=self._door.info.missing)
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
        if verb not in ("state", "save", "gradients") and result is not None:
            child.broken(verb, AdapterError('"ok" must be null'), result)
        return result

    def __del__(self) -> None:
        if self._child and self._begun:
            self._child.over.append(self._run)  # told before the next run: this may come in the middle of a request


def _load(self: Process, state: Mapping[str, Any]) -> None:
    slots = {name: [wire.from_array(x) for x in value] for name, value in state.items() if name != "t"}
    self._ask("load", run=self._run, slots=slots, t=state.get("t"))


def _save(self: Process) -> tuple[str, Sequence[Mapping[str, float]]]:
    """With the hyperparameters of groups, which are sent in every step."""
    saved = self._ask("save", run=self._run)
    if not isinstance(saved, str):
        self._running("save").broken("save", AdapterError("what is saved must be a text"), saved)
    return saved, self._groups


def _restore(self: Process, saved: tuple[str, Sequence[Mapping[str, float]]]) -> None:
    text, self._groups = saved
    self._ask("restore", run=self._run, saved=text)


def _add(self: Process, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
    own = [wire.from_hyper(group)["hyper"] for group in groups]
    self._ask("add", run=self._run, params=wire.from_arrays(params), groups=own)
    if groups:
        self._groups = [*(self._groups or [{}] * self._n_params), *groups]
    self._n_params += len(params)


def _gradients(self: Process) -> list[Any]:
    result = self._ask("gradients", run=self._run)
    try:
        if not isinstance(result, list):
            raise AdapterError("it must be a list with one array a parameter")
        return wire.to_arrays(result, "gradient")
    except AdapterError as error:
        self._running("gradients").broken("gradients", error, result)


VERBS: Mapping[str, Callable[..., Any]] = {
    "load": _load,
    "save": _save,
    "restore": _restore,
    "add": _add,
    "gradients": _gradients,
}
