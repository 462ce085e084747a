"""A backend made of a reference algorithm and an arithmetic: the body that impostors and reorderings share."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Info, Setup
from goldstep.adapters.loading import Backend
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import one_step


class Performer:
    """Runs `algorithm` over the arithmetic that `arithmetic(dtype)` gives, for each parameter in turn."""

    contract = Contract()

    def __init__(self, algorithm: Algorithm, variant: str, arithmetic: Callable[[str], Any] = Floats) -> None:
        self.algorithm, self.variant, self.make_arithmetic = algorithm, algorithm.variant(variant), arithmetic

    def info(self) -> Info:
        dtypes = ("float64",) if self.algorithm.number else ("float64", "float32")  # scalars are in double precision
        own = {self.algorithm.name: [self.variant.name]}
        return Info(name="performer", version="0", algorithms=own, dtypes=dtypes, groups=True, contract=self.contract)

    def init(self, setup: Setup) -> None:
        self.arithmetic = self.make_arithmetic(setup.dtype)
        self.reading = Reading(self.algorithm, self.variant, self.arithmetic)
        self.dtype, self.shapes, self.t = setup.dtype, [p.shape for p in setup.params], 0
        self.groups = setup.groups
        self.hyper = self._hyper(setup.hyper)
        own = zip(setup.params, self.grouped(setup.hyper), strict=True)
        self.states = [self.reading.start(self._tensor(p), hyper, p.shape) for p, hyper in own]

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self.t += 1
        given = [self._tensor(g) for g in gradients]
        with np.errstate(all="ignore"):
            self.states = self.moved(self.grouped(hyper), given)

    def grouped(self, hyper: Mapping[str, float]) -> list[dict[str, Fraction]]:
        """The hyperparameters of each parameter; one and the same mapping where all agree."""
        if not self.groups:
            return [self._hyper(hyper)] * len(self.shapes)
        return [self._hyper({**hyper, **group}) for group in self.groups]

    def moved(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[dict[str, Any]]:
        """The state of each parameter after the step."""
        return list(one_step(self.reading, hypers, self.states, gradients, self.t, self.shapes).states)

    def state(self) -> dict[str, Any]:
        slots = {slot.name: slot for slot in self.reading.slots}
        shown: dict[str, Any] = {"t": self.t}
        for name in self.states[0]:
            shapes = [slots[name].shape(s, self.hyper) if name in slots else s for s in self.shapes]
            values = [self.arithmetic.show(state[name]) for state in self.states]
            shown[name] = [x.reshape(shape) for x, shape in zip(values, shapes, strict=True)]
        return shown

    def load(self, state: Mapping[str, Any]) -> None:
        self.t = state.get("t", self.t)
        for name in state.keys() - {"t"}:
            for own, value in zip(self.states, state[name], strict=True):
                scalar = name in self.reading.scalars  # kept in double precision
                own[name] = self.arithmetic.flat(float(np.reshape(value, ()))) if scalar else self._tensor(value)

    def _tensor(self, x: Any) -> Any:
        return self.arithmetic.hold(np.array(x, self.dtype).reshape(-1))

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        return self.algorithm.complete(self.variant, {name: Fraction(value) for name, value in given.items()})


def backend(algorithm: Algorithm, variant: str, arithmetic: Callable[[str], Any] = Floats, name: str = "") -> Backend:
    return Backend(name or f"performer:{algorithm.name}", lambda: Performer(algorithm, variant, arithmetic))
