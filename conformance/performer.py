"""A backend made of a reference algorithm and an arithmetic: the body that impostors and reorderings share."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Info, Setup
from goldstep.adapters.loading import Backend
from goldstep.conformance.in_parts import InParts
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Moment, one_step

OPTIONS = ("maximize", "guard", "mask", "windows", "lengths", "clip")
_KEPT = ("states", "t", "behind", "groups", "scale", "row", "parts")  # what belongs to a run and not to its making


class Performer(InParts):
    """Runs `algorithm` over the arithmetic that `arithmetic(dtype)` gives, for each parameter in turn."""

    contract = Contract()

    def __init__(self, algorithm: Algorithm, variant: str, arithmetic: Callable[[str], Any] = Floats) -> None:
        self.algorithm, self.variant, self.make_arithmetic = algorithm, algorithm.variant(variant), arithmetic
        self._known: dict[tuple[tuple[str, float], ...], dict[str, Fraction]] = {}

    def info(self) -> Info:
        dtypes = ("float64",) if self.algorithm.number else ("float64", "float32")  # scalars are in double precision
        own = {self.algorithm.name: [self.variant.name]}
        info = Info("performer", "0", algorithms=own, dtypes=dtypes, contract=self.contract, groups=True)
        return replace(info, missing=self._each, defaults=True, in_place=True, options=dict.fromkeys(OPTIONS, ("*",)))

    @property
    def _each(self) -> bool:
        """Whether parameters go their ways alone, so that one may have no gradient."""
        return self.algorithm.couples != "all" and not self.algorithm.number

    made: Moment | None

    def init(self, setup: Setup) -> None:
        self.arithmetic = self.make_arithmetic(setup.dtype)
        self.reading = Reading(self.algorithm, self.variant, self.arithmetic)
        self.training, self.made = True, None
        self.given_to = self.holder = object()  # what the caller keeps a learning rate in, and what the schedule sets
        self.scale, self.row = 2.0 ** int(setup.hyper.get("scale_exponent", 0)), 0
        self.dtype, self.shapes, self.t = setup.dtype, [p.shape for p in setup.params], 0
        self.behind = [0] * len(self.shapes)  # steps in which a parameter had no gradient
        self.groups, self.options = setup.groups, setup.options
        self.hyper, self.given = self._hyper(setup.hyper), dict(setup.hyper)
        self.memory = setup.params if setup.in_place else []
        self.last, self.evaluates = setup.hyper, False
        self.begin(setup)
        own = zip(setup.params, self.grouped(setup.hyper), strict=True)
        self.states = [self.reading.start(self._tensor(p), hyper, p.shape) for p, hyper in own]

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        sound = self.sound(gradients)
        self.scaled(sound)
        if "guard" in self.options and not sound:
            return
        self.t, self.last = self.t + 1, hyper
        self.behind = [n + (g is None) for n, g in zip(self.behind, gradients, strict=True)]
        given = [None if g is None else self._tensor(self.descending(g)) for g in gradients]
        with np.errstate(all="ignore"):
            self.states = self.moved(self.grouped(hyper), given)
        for memory, state in zip(self.memory, self.states, strict=False):
            memory[...] = self.arithmetic.show(state["theta"]).reshape(memory.shape)

    def evaluate(self, on: bool) -> None:
        if on != self.evaluates:
            self.exchange(on)
        self.evaluates = on

    def exchange(self, on: bool) -> None:
        """Put the weights that are to be evaluated in the place of the parameters, or those that are to be trained."""
        step = self.algorithm.evaluating if on else self.algorithm.training
        assert step is not None
        reading = Reading(replace(self.algorithm, step=step, coefficients=nothing), self.variant, self.arithmetic)
        none = [self.arithmetic.hold(np.zeros(np.size(s["theta"]), self.dtype)) for s in self.states]
        self.states = list(one_step(reading, self.grouped(self.last), self.states, none, self.t, self.shapes).states)

    def scaled(self, sound: bool) -> None:
        """Move the loss scale, which is halved where an update is left out and doubled after two in a row."""
        self.row = self.row + 1 if sound else 0
        self.scale *= 0.5 if not sound else 1 if self.row % 2 else 2

    def sound(self, gradients: Sequence[np.ndarray | None]) -> bool:
        """Whether a guard lets an update pass."""
        return all(np.isfinite(g).all() for g in gradients if g is not None)

    def descending(self, g: np.ndarray) -> np.ndarray:
        """The inputs of a function that is to shrink."""
        if "maximize" not in self.options:
            return g
        planes = [g] if len(self.algorithm.inputs) == 1 else list(g)
        return np.stack([-x if k in self.algorithm.odd else x for k, x in enumerate(planes)]).reshape(g.shape)

    def grouped(self, hyper: Mapping[str, float]) -> list[dict[str, Fraction]]:
        """The hyperparameters of each parameter; one and the same mapping where all agree."""
        if not self.groups:
            return [self._hyper(hyper)] * len(self.shapes)
        return [self._hyper({**hyper, **group}) for group in self.groups]

    def moved(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[dict[str, Any]]:
        """The state of each parameter after the step."""
        self.made = one_step(self.reading, hypers, self.states, gradients, self.count(), self.shapes)
        return list(self.made.states)

    def count(self) -> Any:
        """The number of this step, or that of each parameter."""
        return [self.t - n for n in self.behind] if any(self.behind) else self.t

    def state(self) -> dict[str, Any]:
        slots = {slot.name: slot for slot in self.reading.slots}
        shown: dict[str, Any] = {"t": self.count()}
        for name in self.states[0]:
            shapes = [slots[name].shape(s, self.hyper) if name in slots else s for s in self.shapes]
            values = [self.arithmetic.show(state[name]) for state in self.states]
            shown[name] = [x.reshape(shape) for x, shape in zip(values, shapes, strict=True)]
        return shown

    def save(self) -> dict[str, Any]:
        return copy.deepcopy({name: x for name, x in vars(self).items() if name in _KEPT})

    def restore(self, saved: Mapping[str, Any]) -> None:
        vars(self).update(copy.deepcopy(dict(saved)))
        self.t = int(self.t)

    def older(self, saved: Mapping[str, Any]) -> dict[str, Any]:
        return {**saved, "t": str(saved["t"])}

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        self.groups = [*(self.groups or [{}] * len(self.shapes)), *(groups or [{}] * len(params))]
        self.shapes += [p.shape for p in params]
        self.behind += [self.t] * len(params)
        for p, group in zip(params, self.groups[-len(params) :], strict=True):
            hyper = self._hyper({**self.given, **group})
            self.states.append(self.reading.start(self._tensor(p), hyper, p.shape))

    def told(self) -> dict[str, Any]:
        rates = {"rates": [float(x) for x in self.state()["theta"]]} if self.algorithm.number else {}
        counts = {} if self.algorithm.number else {"counts": [self.t - n for n in self.behind]}
        scale = {"scale": self.scale} if "guard" in self.options else {}
        kept = {"training": self.training, "the holder of the rate": self.holder is self.given_to or not self.t}
        return {**rates, **counts, **scale, **self.measured(), "kept": kept}

    def measured(self) -> dict[str, float]:
        """The norm of all gradients, where the algorithm has one."""
        joint = self.made and self.algorithm.couples == "all" and self.made.quantities[0].values
        return {"norm": float(joint["norm"])} if joint and "norm" in joint else {}

    def load(self, state: Mapping[str, Any]) -> None:
        if "t" in state:
            counts = np.broadcast_to(state["t"], len(self.shapes)).tolist()
            self.t = max(counts)
            self.behind = [self.t - n for n in counts]
        for name in state.keys() - {"t"}:
            for own, value in zip(self.states, state[name], strict=True):
                scalar = name in self.reading.scalars  # kept in double precision
                own[name] = self.arithmetic.flat(float(np.reshape(value, ()))) if scalar else self._tensor(value)

    def _tensor(self, x: Any) -> Any:
        return self.arithmetic.hold(np.array(x, self.dtype).reshape(-1))

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        """All hyperparameters, exactly; the same mapping for the same ones, so that numbers are made of it once."""
        key = tuple(given.items())
        if key not in self._known:
            known = {name: Fraction(value) for name, value in key}
            self._known[key] = self.algorithm.complete(self.variant, {**self.variant.exact_defaults, **known})
        return self._known[key]


def nothing(q: Any, h: Any, t: Any) -> None:
    """The coefficients of a step that has none."""


def backend(algorithm: Algorithm, variant: str, arithmetic: Callable[[str], Any] = Floats, name: str = "") -> Backend:
    return Backend(name or f"performer:{algorithm.name}", lambda: Performer(algorithm, variant, arithmetic))
