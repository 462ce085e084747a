"""How one step of an algorithm is read by an arithmetic."""

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from types import SimpleNamespace
from typing import Any

from goldstep.reference.algorithm import Algorithm, Shape, Variant
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.arithmetics.lanes import Spread


class Recorder:
    """Names the quantities of a step: ``q("m", value, "ADAM-2")`` records and returns the value.

    The functions of the arithmetic are its methods: ``q.sqrt(v)``.
    """

    def __init__(self, arithmetic: Arithmetic, stored: Mapping[str, bool] | None = None) -> None:
        """`stored` names the state variables, and whether each is a scalar."""
        self.values: dict[str, Any] = {}
        self.clauses: dict[str, str] = {}
        self.arithmetic = arithmetic
        self._stored = stored or {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.arithmetic, name)

    def __call__(self, name: str, value: Any, clause: str) -> Any:
        if name in self._stored:
            store = self.arithmetic.store_parameter if name == "theta" else self.arithmetic.store
            value = (self.arithmetic.store_scalar if self._stored[name] else store)(value)
        value = self.arithmetic.named(name, value)
        self.values[name] = value
        self.clauses[name] = clause
        return value

    def with_values(self, values: dict[str, Any]) -> "Recorder":
        """A recorder of the same clauses."""
        other = Recorder(self.arithmetic)
        other.values, other.clauses = values, self.clauses
        return other


State = dict[str, Any]


class Reading:
    """One algorithm under one arithmetic, for one variant."""

    def __init__(self, algorithm: Algorithm, variant: Variant, arithmetic: Arithmetic) -> None:
        self.algorithm = algorithm
        self.variant = variant
        self.arithmetic = arithmetic
        self.slots = algorithm.slots_of(variant)
        self.scalars = algorithm.scalars() & {"theta", *(slot.name for slot in self.slots)}
        self._stored = {name: name in self.scalars for name in ("theta", *(slot.name for slot in self.slots))}
        self._integers = frozenset(h.name for h in algorithm.hypers if h.integer)
        nothing: Mapping[str, Any] = {}
        self._made = {stage: (nothing, SimpleNamespace()) for stage in (False, True)}

    def hypers(self, values: Mapping[str, Any], *, scheduled: bool = False) -> SimpleNamespace:
        """Hyperparameters as numbers; `scheduled` ones are for the coefficients, which depend on t."""
        known, namespace = self._made[scheduled]
        if known is not values:  # most steps use the same ones: make their numbers once
            make = self.arithmetic.scheduled if scheduled else self.arithmetic.constant
            numbers = {k: _count(v) if k in self._integers else make(v) for k, v in values.items()}
            namespace = SimpleNamespace(**numbers, **self.variant.switches)
            self._made[scheduled] = (values, namespace)
        return namespace

    def start(self, theta: Any, hyper: Mapping[str, Fraction], shape: Shape) -> State:
        """The state before the first step of a parameter of this shape; every entry is a flat tensor."""
        state = {"theta": theta}
        for slot in self.slots:
            if slot.start == "theta":
                state[slot.name] = theta
            else:
                value = hyper[slot.start] if isinstance(slot.start, str) else slot.start
                size = prod(slot.shape(shape, hyper))
                number = self.arithmetic.number(value)
                if slot.name in self.scalars:
                    state[slot.name] = self.arithmetic.flat(self.arithmetic.store_scalar(number))
                else:
                    state[slot.name] = self.arithmetic.filled(number, size)
        return state

    def coefficients(self, hyper: Mapping[str, Any], t: int) -> Recorder:
        q = Recorder(self.arithmetic)
        self.algorithm.coefficients(q, self.hypers(hyper, scheduled=True), t)
        return q

    def step(
        self, hyper: Mapping[str, Any], coefficients: Recorder, state: State, gradient: Any, t: int, shape: Shape
    ) -> Recorder:
        """All quantities of step `t` from the state before it."""
        q = Recorder(self.arithmetic, self._stored)
        c = SimpleNamespace(**coefficients.values)
        inputs = self.algorithm.inputs
        given = self.arithmetic.split(gradient, len(inputs)) if len(inputs) > 1 else [gradient][: len(inputs)]
        if self.algorithm.number:
            given = [self.arithmetic.only(x) for x in given]
        s = SimpleNamespace(
            **{name: self.arithmetic.only(x) if name in self.scalars else x for name, x in state.items()},
            **{input_.name: x for input_, x in zip(inputs, given, strict=True)},
            shape=shape,
        )
        self.algorithm.step(q, self.hypers(hyper), c, s, t)
        return q

    def next_state(self, state: State, q: Recorder) -> State:
        """The state after a step; a slot that the step did not name stays as it was."""
        after = {name: q.values.get(name, value) for name, value in state.items()}
        return {
            name: self.arithmetic.flat(x) if name in self.scalars and name in q.values else x
            for name, x in after.items()
        }


def _count(value: Any) -> Any:
    """A hyperparameter that counts something, as a step takes it."""
    return value.whole if isinstance(value, Spread) else int(value)
