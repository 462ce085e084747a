"""What a backend shows of its state: read, checked and flattened."""

from collections.abc import Mapping
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from goldstep.adapters.arrays import to_float64
from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import broken
from goldstep.conformance.layouts import Placement
from goldstep.conformance.outcome import Breach
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dtypes import FLOAT64
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case, start

MODEL = "model"  # the parameters of the model, where the optimizer has its own copy of them
Tensors = list[np.ndarray]
Snapshot = dict[str, Tensors]


class Shown:
    """How a subject shows its state in a run over a case; every failure of the adapter is an AdapterError.

    `shapes` are those of the parameters and of each slot, and `placed` is where they lie, if that is told.
    """

    def __init__(self, subject: Subject, case: Case) -> None:
        self._subject, self._case, self._name = subject, case, subject.backend.name
        self._copied = subject.contract.parameter_dtype(subject.dtype) is not subject.dtype
        self.shapes = {slot: case.slot_shapes(slot) for slot in ("theta", *subject.slots)}
        self.placed = Placement(subject.layout, subject.dtype_name) if subject.layout else None
        self._called = subject.memory.keep(("called", subject), self._calls)

    def _calls(self) -> dict[str, str]:
        """How messages call the parameters and each slot."""
        return {slot: f"{self._name}: state()[{slot!r}]" for slot in self.shapes}

    def read(self, adapter: Any, case: Case, t: int, count: int) -> Snapshot:
        """The state after step `t` of a case, of which `count` parameters have joined the run."""
        self._case, self._t, self._count = case, t, count
        with broken(self._name, "state"):
            state = adapter.state()
        if not isinstance(state, Mapping) or "theta" not in state:
            raise AdapterError(f"{self._name}: state() must return a mapping with 'theta', got {_short(state)}")
        if self._copied:
            state = self._own(state)
        unknown = state.keys() - self.shapes.keys() - {"t"}
        if unknown:
            rule, slots = f"{self._subject.algorithm_name} {self._subject.variant_name}", self._subject.slots
            raise AdapterError(
                f"{self._name}: state() names {', '.join(sorted(unknown))}; {rule} has {', '.join(slots) or 'no slots'}"
            )
        found = {slot: self._tensors(slot, value) for slot, value in state.items() if slot != "t"}
        missing = self.shapes.keys() - found.keys()
        if self.placed:
            self.placed.compare(found["theta"], self._name)
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
            if not np.array_equal(rounded(own, self._subject.dtype), model, equal_nan=True):
                raise Breach(
                    "STEP-4", f"after step {self._t} the model's parameter {i} is not the optimizer's, rounded"
                )
        return {name: x for name, x in state.items() if name != MODEL}

    def _nothing(self, slot: str) -> Tensors:
        """The arrays of a slot that no parameter of the case has, such as rows; none if some parameter has it.

        Where gradients are missing, one that had none yet has what it begins with.
        """
        shapes = self.shapes[slot]
        waits = [not n for n in self._case.counts(self._t)] if self._case.absent else [False] * len(shapes)
        if any(prod(shape) and not waiting for shape, waiting in zip(shapes, waits, strict=True)):
            return []
        return [self._begun[i][slot].reshape(-1) if prod(shape) else np.zeros(0) for i, shape in enumerate(shapes)]

    def _tensors(self, slot: str, value: Any) -> Tensors:
        what, shapes = self._called[slot], self.shapes[slot]
        if self._case.absent and isinstance(
            value, list
        ):  # what the first gradient creates is as at the start till then
            value = [*value, *[None] * (len(shapes) - self._count)]
            value = [self._begun[i][slot] if x is None else x for i, x in enumerate(value)]
        with broken(self._name, "state()[%r]", slot):
            tensors = to_float64(value, what)
        found = tuple([x.shape for x in tensors])
        if found != shapes:
            raise AdapterError(f"{what} has shapes {list(found)}, expected {list(shapes)}")
        dtype = self._subject.dtypes[slot]
        for x in tensors if dtype is not FLOAT64 else ():
            off = rounded(x, dtype) != x  # NaN, too
            if off.any() and (off := off & np.isfinite(x)).any():
                raise AdapterError(f"{what} holds {x[off][0]!r}, which no {dtype.name} can be")
        return [x.reshape(-1) for x in tensors]

    @cached_property
    def _begun(self) -> list[dict[str, np.ndarray]]:
        """The state of each parameter before its first step."""
        begun = start(self._case, Reading(self._subject.algorithm, self._subject.variant, Floats()))
        dtypes = self._subject.dtypes
        return [
            {slot: rounded(x, dtypes[slot]).reshape(self.shapes[slot][i]) for slot, x in state.items()}
            for i, state in enumerate(begun)
        ]


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."
