"""One run of a backend over the inputs of a case, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from goldstep.adapters.arrays import to_float64
from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.adapters.loading import broken
from goldstep.conformance.outcome import Breach
from goldstep.conformance.shown import Shown, Snapshot, Tensors
from goldstep.conformance.subject import Subject, arrays
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.trajectory import Case


class Run:
    """One run of a subject over a case, step by step; every failure of the adapter is an AdapterError.

    A `watched` one looks after each step at the gradients that the backend holds, and counts in `seen` those it saw.
    """

    def __init__(self, subject: Subject, case: Case, *, watched: bool = False) -> None:
        self.subject, self.case, self.t, self._name = subject, case, case.done, subject.backend.name
        self._watched, self.seen = watched, 0
        _refuse(subject, case)
        self._count = len(case.shapes) - len(case.joins)
        self._shown = Shown(subject, case)
        setup, self._placed = subject.setup(case), self._shown.placed
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

    def step(self, *, poison: bool = True, gradients: Tensors | None = None) -> None:
        """The next step, with the gradients of the case or with others, which may be infinite or NaN.

        Afterwards the arrays that held them are filled with NaN: an adapter that kept them shows it from then on.
        """
        self.t += 1
        if self.case.parts:
            return self._in_parts()
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

    def _in_parts(self) -> None:
        """The micro-batches of this step, one by one; an infinity or a NaN stands in the first of them."""
        if not callable(getattr(self.adapter, "micro_step", None)):
            raise AdapterError(f"{self._name} declares windows and has no micro_step()")
        for k, part in enumerate(self.case.parts.get(self.t, ())):
            given = arrays(part.gradients, self.case.input_shapes)
            for (i, place), value in () if k else self.case.spoilt.get(self.t, {}).items():
                given[i].reshape(-1)[place] = value
            before = [g.tobytes() for g in given]
            hyper = self.subject.hyper(self.case, self.t)
            with broken(self._name, "micro-step %s of step %s of %s", k + 1, self.t, self.case.id):
                self.adapter.micro_step(list(given), float(part.weight), part.last, hyper)
            self._unchanged("the gradients", before, given)

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

    def evaluate(self, on: bool) -> None:
        """Put the weights that are to be evaluated in the place of the parameters, or those that are to be trained."""
        with broken(self._name, "evaluate"):
            self.adapter.evaluate(on)

    def goes_on(self, case: Case, t: int) -> None:
        """It is the run over a case behind step `t` now, since that has been restored into it."""
        self.case, self.t, self._shown = case, t, Shown(self.subject, case)

    def load(self, state: Mapping[str, Any]) -> None:
        """Overwrite entries of the state; tensors are given flat."""
        shaped = {name: value if name == "t" else self._shaped(name, value) for name, value in state.items()}
        with broken(self._name, "load"):
            self.adapter.load(shaped)

    def _shaped(self, slot: str, tensors: Tensors) -> Tensors:
        return [x.reshape(s) for x, s in zip(tensors, self._shown.shapes[slot], strict=True)]

    def read(self) -> Snapshot:
        """The state, checked and flattened."""
        return self._shown.read(self.adapter, self.case, self.t, self._count)

    def check_given(self) -> None:
        """Raise AdapterError where the adapter has written into the initial parameters."""
        if not self._placed:
            self._unchanged("the initial parameters", self._given[1], self._given[0])

    def _unchanged(self, what: str, before: list[bytes], after: Tensors) -> None:
        if before != [x.tobytes() for x in after]:
            if self._placed:  # nothing of the adapter's stands between the optimizer and these arrays
                raise Breach("STEP-1", f"step {self.t} has changed {what}")
            raise AdapterError(f"{self._name}: the adapter changed {what} that it was given; it must copy them")


def _refuse(subject: Subject, case: Case) -> None:
    """Raise Unsupported for what the backend says it does not have."""
    name, info = subject.backend.name, subject.backend.info
    if case.groups and not info.groups:
        raise Unsupported(f"{name} declares no parameter groups")
    if any(t not in case.spoilt for t, _ in case.absent) and not info.missing:
        raise Unsupported(f"{name} does not declare that a gradient may be missing")
    if refused := subject.limits.refused(case, subject.variant):
        raise Unsupported(f"{name}: {refused}")


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
