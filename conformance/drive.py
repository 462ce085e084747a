"""Runs a backend over the inputs of a case and keeps the state before and after each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import isfinite, prod
from typing import Any, NoReturn

import numpy as np

from goldstep.adapters.arrays import to_float64
from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.adapters.loading import broken
from goldstep.conformance.layouts import Placement
from goldstep.conformance.outcome import Breach
from goldstep.conformance.subject import Subject, arrays
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT16, FLOAT32, FLOAT64, Dtype
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case, start

MODEL = "model"  # the parameters of the model, where the optimizer has its own copy of them
Tensors = list[np.ndarray]
Snapshot = dict[str, Tensors]


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


def _refuse(subject: Subject, case: Case) -> None:
    """Raise Unsupported for what the backend says it does not have."""
    name, info = subject.backend.name, subject.backend.info
    if case.groups and not info.groups:
        raise Unsupported(f"{name} declares no parameter groups")
    if any(t not in case.spoilt for t, _ in case.absent) and not info.missing:
        raise Unsupported(f"{name} does not declare that a gradient may be missing")
    if info.bounds and (outside := subject.limits.outside(case)):
        raise Unsupported(f"{name}: {outside}")


class Run:
    """One run of a subject over a case, step by step; every failure of the adapter is an AdapterError.

    A `watched` one looks after each step at the gradients that the backend holds, and counts in `seen` those it saw.
    """

    def __init__(self, subject: Subject, case: Case, *, watched: bool = False) -> None:
        self.subject, self.case, self.t, self._name = subject, case, case.done, subject.backend.name
        self._watched, self.seen = watched, 0
        _refuse(subject, case)
        self._slots = ("theta", *subject.slots)
        self._copied = subject.contract.parameter_dtype(subject.dtype) is not subject.dtype
        self._shapes = {slot: case.slot_shapes(slot) for slot in self._slots}
        self._count = len(case.shapes) - len(case.joins)
        self._called = subject.memory.keep(("called", subject), self._calls)
        setup = subject.setup(case)
        self._placed = Placement(subject.layout, subject.dtype_name) if subject.layout else None
        if self._placed:
            setup = replace(setup, params=self._placed.parameters(setup.params), in_place=True)
        self._given = setup.params, [p.tobytes() for p in setup.params]
        with broken(self._name, "init"):
            self.adapter = subject.backend.adapter()
            self.adapter.init(setup)
        self.check_given()
        if case.loaded:
            values = {slot: [np.array(row) for row in rows] for slot, rows in case.float_state.items()}
            self.load({**values, "t": case.done})

    def _calls(self) -> dict[str, str]:
        """How messages call the parameters and each slot."""
        return {slot: f"{self._name}: state()[{slot!r}]" for slot in self._shapes}

    def step(self, *, poison: bool = True, gradients: Tensors | None = None) -> None:
        """The next step, with the gradients of the case or with others, which may be infinite or NaN.

        Afterwards the arrays that held them are filled with NaN: an adapter that kept them shows it from then on.
        """
        self.t += 1
        if self.t in self.case.joins.values():
            self._join()
        gradients = self.given(self.t) if gradients is None else gradients
        if self._placed:
            gradients = self._placed.gradients(gradients, self.case.shapes)
        given = [None if self._missing(i) else g for i, g in enumerate(gradients)][: self._count]
        before = [g.tobytes() for g in gradients]
        with broken(self._name, "step %s of %s", self.t, self.case.id):
            try:
                self.adapter.step(given, self.subject.hyper(self.case, self.t))
            except Unsupported as reason:
                self._lacks(reason)
        self._unchanged("the gradients", before, gradients)
        if self._placed:
            self._placed.look(self.t)
        if self._watched:
            self._own_unchanged(given)
        if poison:
            for g in gradients:
                g.fill(np.nan)

    def _missing(self, i: int) -> bool:
        """Whether the backend is given no gradient for a parameter in this step."""
        return (self.t, i) in self.case.absent and self.t not in self.case.spoilt

    def given(self, t: int) -> Tensors:
        """The gradients of the case in step `t`, as the backend gets them."""
        found = arrays(self.case.float_gradient(t), self.case.input_shapes)
        algorithm = self.subject.algorithm
        if "maximize" in self.case.options:
            found = turned(algorithm, found)
        for (i, k), value in self.case.spoilt.get(t, {}).items():
            for name, plane in zip(algorithm.inputs, _planes(algorithm, found[i]), strict=True):
                if name.values == "mask":
                    plane.reshape(-1)[k] = 1.0  # or it would not be seen
            _planes(algorithm, found[i])[0].reshape(-1)[k] = value
        return found

    def _join(self) -> None:
        """Add the parameters that join the run at this step; in a case they come last."""
        if not callable(getattr(self.adapter, "add", None)):
            raise Unsupported(f"{self._name} has no add(), so no parameter can join a run")
        case, begin = self.case, self._count
        self._count += sum(t == self.t for t in case.joins.values())
        params = arrays(case.float_params[begin : self._count], case.shapes[begin : self._count])
        groups = [{k: float(x) for k, x in group.items()} for group in case.groups[begin : self._count]]
        with broken(self._name, "add"):
            self.adapter.add(params, groups)

    def _own_unchanged(self, given: Sequence[np.ndarray | None]) -> None:
        """Raise Breach where the step has written into the gradients that the backend held."""
        with broken(self._name, "gradients"):
            held = list(self.adapter.gradients())
        for i, (x, g) in enumerate(zip(held, given, strict=True)):
            if g is not None and x is not None:
                self.seen += 1
                (own,) = to_float64([x], f"{self._name}: gradients()[{i}]")
                if not np.array_equal(own, rounded(g, self.subject.dtype), equal_nan=True):
                    raise Breach("STEP-1", f"step {self.t} has changed the gradient of parameter {i}")

    def _lacks(self, reason: Unsupported) -> NoReturn:
        """What a backend lacks shows at once: Unsupported after steps that were made would hide what they did."""
        if self.t == self.case.done + 1:
            raise reason
        raise AdapterError(
            f"{self._name} raised Unsupported in step {self.t} of {self.case.id}, after steps that it made; what it "
            f"lacks must show in init or in the first step of a run: {reason}"
        ) from None

    def load(self, state: Mapping[str, Any]) -> None:
        """Overwrite entries of the state; tensors are given flat."""
        shaped = {name: value if name == "t" else self._shaped(name, value) for name, value in state.items()}
        with broken(self._name, "load"):
            self.adapter.load(shaped)

    def _shaped(self, slot: str, tensors: Tensors) -> Tensors:
        return [x.reshape(s) for x, s in zip(tensors, self._shapes[slot], strict=True)]

    def read(self) -> Snapshot:
        """The state, checked and flattened."""
        with broken(self._name, "state"):
            state = self.adapter.state()
        if not isinstance(state, Mapping) or "theta" not in state:
            raise AdapterError(f"{self._name}: state() must return a mapping with 'theta', got {_short(state)}")
        if self._copied:
            state = self._own(state)
        unknown = state.keys() - self._shapes.keys() - {"t"}
        if unknown:
            rule, slots = f"{self.subject.algorithm_name} {self.subject.variant_name}", self.subject.slots
            raise AdapterError(
                f"{self._name}: state() names {', '.join(sorted(unknown))}; {rule} has {', '.join(slots) or 'no slots'}"
            )
        found = {slot: self._tensors(slot, value) for slot, value in state.items() if slot != "t"}
        missing = self._shapes.keys() - found.keys()
        if self._placed:
            self._placed.compare(found["theta"], self._name)
        return found | {slot: x for slot in missing if (x := self._nothing(slot))} if missing else found

    def _own(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """The state without the parameters of the model; raises Breach where these are not the optimizer's, rounded."""
        if MODEL not in state:
            raise AdapterError(
                f"{self._name}: state() lacks {MODEL!r}, the parameters of the model beside those in float32, theta"
            )
        what = f"{self._name}: state()"
        with broken(self._name, "state()[%r]", MODEL):
            pairs = zip(*(to_float64(state[x], f"{what}[{x!r}]") for x in ("theta", MODEL)), strict=True)
        for i, (own, model) in enumerate(pairs):
            if not np.array_equal(rounded(own, self.subject.dtype), model, equal_nan=True):
                raise Breach("STEP-4", f"after step {self.t} the model's parameter {i} is not the optimizer's, rounded")
        return {name: x for name, x in state.items() if name != MODEL}

    def _nothing(self, slot: str) -> Tensors:
        """The arrays of a slot that no parameter of the case has, such as rows; none if some parameter has it.

        Where gradients are missing, one that had none yet has what it begins with.
        """
        shapes = self._shapes[slot]
        waits = [not n for n in self.case.counts(self.t)] if self.case.absent else [False] * len(shapes)
        if any(prod(shape) and not waiting for shape, waiting in zip(shapes, waits, strict=True)):
            return []
        return [self._begun[i][slot].reshape(-1) if prod(shape) else np.zeros(0) for i, shape in enumerate(shapes)]

    def _tensors(self, slot: str, value: Any) -> Tensors:
        what, shapes = self._called[slot], self._shapes[slot]
        if self.case.absent and isinstance(value, list):  # what the first gradient creates is as at the start till then
            value = [*value, *[None] * (len(shapes) - self._count)]
            value = [self._begun[i][slot] if x is None else x for i, x in enumerate(value)]
        with broken(self._name, "state()[%r]", slot):
            tensors = to_float64(value, what)
        found = tuple([x.shape for x in tensors])
        if found != shapes:
            raise AdapterError(f"{what} has shapes {list(found)}, expected {list(shapes)}")
        dtype = self.subject.dtypes[slot]
        for x in tensors if dtype is not FLOAT64 else ():
            off = x[np.isfinite(x) & (rounded(x, dtype) != x)]
            if off.size:
                raise AdapterError(f"{what} holds {off[0]!r}, which no {dtype.name} can be")
        return [x.reshape(-1) for x in tensors]

    @cached_property
    def _begun(self) -> list[dict[str, np.ndarray]]:
        """The state of each parameter before its first step."""
        begun = start(self.case, Reading(self.subject.algorithm, self.subject.variant, Floats()))
        dtypes = self.subject.dtypes
        return [
            {slot: rounded(x, dtypes[slot]).reshape(self._shapes[slot][i]) for slot, x in state.items()}
            for i, state in enumerate(begun)
        ]

    def check_given(self) -> None:
        """Raise AdapterError where the adapter has written into the initial parameters."""
        if not self._placed:
            self._unchanged("the initial parameters", self._given[1], self._given[0])

    def _unchanged(self, what: str, before: list[bytes], after: Tensors) -> None:
        if before != [x.tobytes() for x in after]:
            if self._placed:  # nothing of the adapter's stands between the optimizer and these arrays
                raise Breach("STEP-1", f"step {self.t} has changed {what}")
            raise AdapterError(f"{self._name}: the adapter changed {what} that it was given; it must copy them")


def turned(algorithm: Algorithm, gradients: Tensors) -> Tensors:
    """The inputs of the function that grows where that of these shrinks."""
    found = [x.copy() for x in gradients]
    for x in found:
        planes = _planes(algorithm, x)
        for k in algorithm.odd:
            planes[k] *= -1.0
    return found


def _planes(algorithm: Algorithm, x: np.ndarray) -> list[np.ndarray]:
    """The inputs in the array of a parameter, as views."""
    return [x] if len(algorithm.inputs) == 1 else [x[k, ...] for k in range(len(algorithm.inputs))]


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


def rounded(x: np.ndarray, dtype: Dtype) -> np.ndarray:
    """The nearest values of `dtype`, ties to even; what is half a unit or more above its largest is infinite."""
    if dtype is FLOAT32:
        with np.errstate(over="ignore"):
            return x.astype(np.float32).astype(np.float64)
    if dtype not in (BFLOAT16, FLOAT16):
        return x
    _, exponent = np.frexp(x)
    unit = np.maximum(exponent, dtype.min_exponent + 1) - dtype.precision
    with np.errstate(invalid="ignore"):
        nearest = np.where(np.isfinite(x), np.ldexp(np.rint(np.ldexp(x, -unit)), unit), x)
    return np.where(np.abs(nearest) > dtype.largest, np.copysign(np.inf, x), nearest)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."
