"""Runs a backend over the inputs of a case and keeps the state before and after each step."""

from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from math import isfinite

import numpy as np

from goldstep.adapters.contract import AdapterError
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot, Tensors
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case, start


@dataclass(frozen=True)
class Trace:
    """States as flat float64 arrays: `before[k]` and `after[k]` belong to the k-th step of the case, from 0.

    `start` is what the backend says before the first step; lazily created slots are missing there. `loaded` says that
    the case begins from a state that was loaded.
    """

    start: Snapshot
    before: list[Snapshot]
    after: list[Snapshot]
    done: int = 0
    loaded: bool = False

    def at(self, t: int) -> Snapshot:
        """The state after step `t` of the run, or the one that the case starts from."""
        return self.after[t - self.done - 1] if t > self.done else self.start

    @property
    def digest(self) -> bytes:
        """What two runs have in common that went the same way to the bit."""
        found = blake2b()
        for state in (self.start, *self.before, *self.after):
            for slot, tensors in state.items():
                found.update(f"{slot} {[x.shape for x in tensors]}".encode())
                for x in tensors:
                    found.update(x.tobytes())
        return found.digest()

    @property
    def readable(self) -> frozenset[str]:
        return frozenset(self.after[0])


class NotFinite(Exception):
    """The backend arrived at NaN or infinity where mathematics has a number: a violation."""


def exactly(parameter: Tensors) -> Fraction:
    """The exact value of the only element of a parameter; raises NotFinite."""
    value = float(parameter[0][0])
    if not isfinite(value):
        raise NotFinite(f"the parameter became {value}")
    return Fraction(value)


def drive_after(subject: Subject, case: Case) -> Trace:
    """Run the whole case, and read what is there after each step only."""
    run, after = Run(subject, case), []
    for _ in case.steps:
        run.step()
        after.append(run.read())
    run.check_given()
    return Trace({}, [], after, case.done)


def drive(subject: Subject, case: Case, *, reset: bool = False, poison: bool = True) -> Trace:
    """Run the whole case; with `reset`, every parameter is set to 0 before each step."""
    run = Run(subject, case)
    start = run.read()
    before, after = [], []
    state = complete(subject, case, start)
    first = next((t for t in case.steps if t not in case.spoilt), case.done)  # that creates what is not there yet
    # made from the parameter, as it is then, at the first step
    copies = [s.name for s in subject.algorithm.slots_of(subject.variant) if s.start == "theta" and s.name not in start]
    for t in case.steps:
        if reset:
            zeros = [np.zeros_like(x) for x in state["theta"]]
            run.load({"theta": zeros})
            state = {**state, "theta": zeros, **dict.fromkeys(copies if t == case.steps[0] else (), zeros)}
        run.step(poison=poison)
        before.append(state)
        state = run.read()
        if t < first:
            state = complete(subject, case, state)
        else:
            _as_declared(subject, state)
        after.append({slot: x for slot, x in state.items() if slot not in subject.unreadable})
    run.check_given()
    return Trace(start, before, after, case.done, case.loaded)


def complete(subject: Subject, case: Case, state: Snapshot) -> Snapshot:
    """A start state with the slots that the backend creates only at its first step."""
    full = {name: list(tensors) for name, tensors in state.items()}
    if full.keys() >= {"theta", *subject.slots} - set(subject.unreadable):
        return full
    reading = Reading(subject.algorithm, subject.variant, Floats())
    for begin in start(case, reading):
        for slot, value in begin.items():
            if slot not in state and slot not in subject.unreadable:
                full.setdefault(slot, []).append(rounded(value, subject.dtypes[slot]))
    return full


def _as_declared(subject: Subject, state: Snapshot) -> None:
    missing = set(subject.slots) - set(subject.unreadable) - set(state)
    if missing:
        raise AdapterError(
            f"{subject.backend.name}: state() lacks {', '.join(sorted(missing))} of {subject.algorithm_name}; "
            "return it, or list it under `unreadable` in info()"
        )
