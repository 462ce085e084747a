"""Gradient transformations of optax, stepped in each of the ways of `ways`.

The bias corrections are computed in the dtype of the parameters, and XLA on CPUs flushes subnormals, hence the
contract. The learning rate is an argument of the step, so that a new one needs no new compilation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from goldstep.adapters.contract import Arrays, Contract, Objective, Setup, Unsupported
from goldstep.adapters.optax import exchange, ways
from goldstep.adapters.optax.verbs import Groups, Hypers, Verbs, owned
from goldstep.adapters.xla import rounding

Lengths = tuple[int, ...]  # in micro-steps, of the windows of a run
Constants = tuple[tuple[str, Any], ...]  # hyperparameters, and perhaps a mask of the weight decay

CONTRACT = rounding(coefficients="working")
MANY = 3  # updates in a row that may be left out; more of them in a run, but not in a row
LENGTHS = 20  # that a line search of optax tries unless told otherwise


@dataclass(frozen=True)
class Joint:
    """A transformation whose state is read and written as a whole, and that can have a line search.

    `read(state)` gives the slots, one array a parameter; `write(state, new)` is the state with those of `new` in it;
    `search(hyper, variant, evaluations)` makes the transformation whose step evaluates the objective.
    """

    read: Callable[[Any], dict[str, list[Any]]]
    write: Callable[[Any, Mapping[str, Any]], Any]
    search: Callable[[Mapping[str, float], str, int], Any]


@dataclass(frozen=True)
class Binding:
    """How one algorithm is spelled in optax.

    `make(lr, hyper, variant)` gives the transformation; `slots` maps our slots to field names of its state, or to
    such as ``muon/mu``: the field within one part of a transformation that partitions the parameters.
    Where it depends on the shape of a parameter, `field(slot, shape)` does, and gives None for what that lacks.
    One with `loops` or branches, which JAX compiles anew at each eager step, takes these steps with its jit disabled.
    One that is `masked` reads a mask of its weight decay from the hyperparameters. One that is `undivided` brings all
    parameters together, so that groups of them are not what it is of the whole.
    `constant` and `common` are those of `Info`.
    Where a step has more inputs than the gradient, `parted` makes of them the gradients and what else `update` takes.
    `counts` names what counts steps, and from where on. `untraced` are hyperparameters that must be
    numbers of Python, so that `optax.inject_hyperparams` leaves them alone; `unscheduled` are the variants whose
    learning rate can be no function of the count.
    """

    variants: Sequence[str]
    make: Callable[[Any, Mapping[str, float], str], Any]
    slots: Mapping[str, str]
    contract: Contract = CONTRACT
    counts: Mapping[str, int] = field(default_factory=lambda: {"count": 0})
    field: Callable[[str, tuple[int, ...]], str | None] | None = None
    loops: bool = False
    constant: Sequence[str] = ()
    common: Sequence[str] = ()
    parted: Callable[[list[Any]], tuple[list[Any], dict[str, Any]]] = lambda inputs: (inputs, {})
    joint: Joint | None = None
    masked: bool = False
    undivided: bool = False
    untraced: Sequence[str] = ()
    unscheduled: Sequence[str] = ()

    def field_of(self, slot: str, shape: tuple[int, ...]) -> str | None:
        return self.field(slot, shape) if self.field else self.slots[slot]

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


@dataclass(frozen=True)
class Key:
    """What a compiled step belongs to."""

    algorithm: str
    variant: str
    make: Any
    binding: Binding = field(compare=False)


@cache
def _stepper(key: Key, constants: Constants, groups: Groups, mode: str, guarded: bool, lengths: Lengths) -> Any:
    """A function (lr, inputs, state, params) -> (state, params) for these constant hyperparameters."""
    binding = key.binding

    def step(lr: Any, inputs: Any, state: Any, params: Any) -> tuple[Any, Any]:
        gradients, more = binding.parted(inputs)
        made = _made(binding, key.variant, lr, Hypers(constants), groups, mode, guarded, lengths)
        updates, state = made.update(gradients, state, params, **more)
        return state, optax.apply_updates(params, updates)

    if mode == "eager":
        return jax.disable_jit(binding.loops or guarded)(step)
    return ways.COMPILED.get(mode, jax.jit)(step)


def _made(
    binding: Binding, variant: str, lr: Any, hyper: Hypers, groups: Groups, mode: str, guarded: bool, lengths: Lengths
) -> Any:
    """The transformation in its wrappers."""

    def made(lr: Any, hyper: Hypers) -> Any:
        plain = transformation(binding, variant, lr, hyper, groups)
        return optax.apply_if_finite(plain, MANY) if guarded else plain

    if mode == ways.SCHEDULED:
        lr = ways.scheduled(*lr)
    if mode == ways.INJECTED:
        return ways.injected(
            lambda given: made(given.pop("lr", None), Hypers(given)), {**hyper, "lr": lr}, binding.untraced
        )
    if lengths:
        return optax.MultiSteps(made(lr, hyper), following(lengths)).gradient_transformation()
    return ways.WRAPPERS.get(mode, lambda plain: plain)(made(lr, hyper))


def following(lengths: Lengths) -> Callable[[Any], Any]:
    """The number of micro-steps that make an update, by the number of updates before it."""
    return lambda step: jnp.asarray(lengths, jnp.int32)[step]


@cache
def _searcher(key: Key, constants: Constants, objective: Objective, mode: str) -> Any:
    """The transformation with a line search, and a function (state, params) -> (state, params)."""
    joint = key.binding.joint
    if not joint:
        raise Unsupported(f"optax has no line search for {key.algorithm}")
    if mode in ways.REQUESTED:
        raise Unsupported(f"line searches of optax run eagerly or under jit here, not in the mode {mode}")
    made = joint.search(Hypers(constants), key.variant, objective.evaluations or LENGTHS)
    function = partial(_evaluated, objective)

    def step(state: Any, params: Any) -> tuple[Any, Any]:
        value, grad = jax.value_and_grad(function)(params)
        updates, state = made.update(grad, state, params, value=value, grad=grad, value_fn=function)
        return state, optax.apply_updates(params, updates)

    return made, jax.jit(step) if mode == "jit" else jax.disable_jit()(step)


def _evaluated(objective: Objective, params: list[Any]) -> Any:
    x = jnp.concatenate([p.reshape(-1) for p in params])
    if objective.name == "rosenbrock":
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    a, b = (jnp.asarray(y, x.dtype) for y in (objective.matrix, objective.vector))
    return x @ (a @ x) / 2 - b @ x


def transformation(binding: Binding, variant: str, lr: Any, hyper: Mapping[str, Any], groups: Groups) -> Any:
    """The transformation, or one for each parameter where they have hyperparameters of their own."""
    make = binding.make
    if decays := hyper.get("mask"):
        hyper = Hypers({**hyper, "mask": lambda params: list(decays)})
    if not groups:
        return make(lr, hyper, variant)
    each = {i: Hypers({"lr": lr, **hyper, **dict(own)}) for i, own in enumerate(groups)}
    return optax.partition({i: make(h["lr"], h, variant) for i, h in each.items()}, list(each))


class Run(Verbs):
    """One run of a transformation that moves parameters."""

    def __init__(self, binding: Binding, setup: Setup) -> None:
        self._setup, self._binding = setup, binding
        if binding.joint and setup.mode in (*ways.WRAPPERS, ways.INJECTED, ways.PARTITIONED):
            raise Unsupported(f"the state of {setup.algorithm} is read as a whole, so it is not wrapped")
        if binding.undivided and setup.mode == ways.PARTITIONED:
            raise Unsupported(f"{setup.algorithm} brings all parameters together, so they are not partitioned")
        if setup.mode == ways.SCHEDULED and setup.variant in binding.unscheduled:
            raise Unsupported(f"the learning rate of {setup.algorithm} is no function of the count in {setup.variant}")
        if setup.mode == ways.SCHEDULED and "lr" not in setup.hyper:
            raise Unsupported(f"{setup.algorithm} is given no learning rate, so none is scheduled")
        if "guard" in setup.options and setup.mode == "multi-steps":
            raise Unsupported("MultiSteps keeps what is not finite for good, so nothing within it can leave it out")
        self._lengths = tuple(setup.lengths)
        if self._lengths and setup.mode != "jit":
            raise Unsupported("a window whose length changes is a branch, which is compiled only")
        self._way = ways.RUNS.get(setup.mode, ways.Plain)()
        self._key = Key(setup.algorithm, setup.variant, binding.make, binding)
        masked, self._guarded = "mask" in setup.options, "guard" in setup.options
        self._groups = () if masked else tuple(tuple(own.items()) for own in setup.groups)
        if setup.mode == ways.PARTITIONED and not self._groups:
            self._groups = ((),) * len(setup.params)
        decays = tuple("weight_decay" not in own for own in setup.groups)
        self._mask: Constants = (("mask", decays),) if masked else ()
        self._dtype = jnp.dtype(setup.dtype)
        with self._precision():
            self._params = [jnp.asarray(p, self._dtype) for p in setup.params]
            hyper = Hypers({name: x for name, x in setup.hyper.items() if name != "lr"} | dict(self._mask))
            more = self._groups, setup.mode, self._guarded, self._lengths
            rate = setup.hyper.get("lr")
            lr = (0, rate) if setup.mode == ways.SCHEDULED else rate
            made = _made(binding, setup.variant, lr, hyper, *more)
            self._state = made.init(self._params)
        if setup.mode == "donated" and ways.shares(self._tree):
            raise Unsupported(f"optax.{setup.algorithm} cannot be donated: its first state has one array in two places")
        self._t, self._searches, self._evaluates = 0, False, False

    def evaluate(self, on: bool) -> None:
        """A function gives what is to be evaluated; the parameters stay as they are."""
        self._evaluates = on

    def _shown(self) -> list[Any]:
        """The parameters, or what is to be evaluated in their place."""
        if not self._evaluates:
            return list(self._params)
        kind = optax.contrib.ScheduleFreeState
        found = [x for x in jax.tree.leaves(self._state, is_leaf=lambda x: isinstance(x, kind)) if isinstance(x, kind)]
        each = found * len(self._params) if len(found) == 1 else found
        with self._precision():
            of_all = zip(each, self._params, self._held()["z"], strict=True)
            return [optax.contrib.schedule_free_eval_params(own._replace(z=z), p) for own, p, z in of_all]

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        constants = tuple((name, value) for name, value in hyper.items() if name != "lr") + self._mask
        setup = self._setup
        if setup.mode == ways.INJECTED:
            constants = self._inject(hyper)
        advance = _stepper(self._key, constants, self._groups, setup.mode, self._guarded, self._lengths)
        with self._precision():
            g = [owned(x, self._dtype) for x in gradients]
            lr = jnp.asarray(hyper["lr"], self._dtype) if "lr" in hyper else None
            if setup.mode == ways.SCHEDULED:
                skipped = optax.tree.get(self._state, "total_notfinite") if self._guarded else 0
                lr = jnp.asarray(self._t - skipped, jnp.int32), lr
            self._state, self._params = self._way(advance, lr, g, self._state, self._params)
        self._t += 1

    def micro_step(self, gradients: Arrays, weight: float, last: bool, hyper: Mapping[str, float]) -> None:
        """A step of MultiSteps, which knows of no weights and of no end of the data."""
        self.step(gradients, hyper)
        self._t = int(optax.tree.get(self._state, "gradient_step"))

    def _inject(self, hyper: Mapping[str, float]) -> Constants:
        """Put the values in force where `inject_hyperparams` keeps them; the constants are those it does not know."""
        held = self._state.hyperparams
        with self._precision():
            new = {name: jnp.asarray(hyper[name], x.dtype) if name in hyper else x for name, x in held.items()}
        self._state = self._state._replace(hyperparams=new)
        given = {name: 1.0 if name in held else value for name, value in hyper.items() if name != "lr"}
        return (*given.items(), *self._mask)

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        setup = self._setup
        with self._precision():
            limited = replace(objective, evaluations=objective.evaluations or LENGTHS)
            made, advance = _searcher(self._key, tuple(hyper.items()), limited, setup.mode)
            if not self._searches:
                self._state, self._searches = (self._state[0], *made.init(self._params)[1:]), True
            self._state, self._params = advance(self._state, self._params)
        self._t += 1

    def take(self, file: str) -> None:
        with self._precision():
            self._state, self._t = exchange.take(self._state, file, self._binding.counts)

    def give(self, file: str) -> None:
        exchange.give(self._params, self._state, file)

    @property
    def _tree(self) -> Any:
        return self._params, self._state

    @_tree.setter
    def _tree(self, tree: Any) -> None:
        self._params, self._state = tree

    def state(self) -> dict[str, Any]:
        slots = {slot: [np.array(x, np.float64) for x in tensors] for slot, tensors in self._held().items()}
        return {"theta": [np.array(p, np.float64) for p in self._shown()], **slots, "t": self._t}

    def _held(self) -> dict[str, list[Any]]:
        """The tensors of each slot that the variant has."""
        if self._binding.joint:
            return self._binding.joint.read(self._state)
        held = {}
        for slot in self._binding.slots:
            fields = [self._binding.field_of(slot, p.shape) for p in self._params]
            read = {field: self._read(field) for field in set(fields) if field}
            kept = {field: tensors for field, tensors in read.items() if tensors is not None}
            if len(kept) == len(read):
                held[slot] = [kept[field][i] if field else np.zeros(0) for i, field in enumerate(fields)]
        return held

    def _read(self, field: str) -> list[Any] | None:
        """A field for each parameter; one scalar belongs to all of them."""
        if self._groups:
            each = [_get(inner, field) for inner in _parts(self._inner).values()]
            return None if each[0] is None else [x[i] if isinstance(x, list) else x for i, x in enumerate(each)]
        found = _get(self._state, field)
        return found if isinstance(found, list) or found is None else [found] * len(self._params)

    def load(self, state: Mapping[str, Any]) -> None:
        with self._precision():
            for name in state.keys() - {"t"}:
                tensors = [jnp.array(x, self._dtype) for x in state[name]]
                if name == "theta":
                    self._params = tensors
                elif not self._binding.joint:
                    self._write(name, tensors)
            if self._binding.joint:
                self._state = self._binding.joint.write(self._state, state)
        if "t" in state:
            self._t = state["t"]
            of_schedule = {"count": 0} if self._setup.mode == ways.SCHEDULED else {}
            for name, begin in {**of_schedule, **self._binding.counts}.items():
                if optax.tree.get_all_with_path(self._inner, name):
                    self._inner = optax.tree.set(self._inner, **{name: jnp.asarray(self._t + begin, jnp.int32)})

    def _write(self, slot: str, tensors: list[Any]) -> None:
        for i, (p, x) in enumerate(zip(self._params, tensors, strict=True)):
            field = self._binding.field_of(slot, p.shape)
            if field:
                own = _parts(self._inner)[i] if self._groups else self._inner
                held, (key, within) = _get(own, field), _place(field)
                new = [*held[:i], x, *held[i + 1 :]] if isinstance(held, list) else x
                own = optax.tree.set(own, within, **{key: new})
                self._inner = _with_parts(self._inner, {i: own}) if self._groups else own

    @property
    def _inner(self) -> Any:
        """The state without that of `inject_hyperparams`, whose count would hide those that lie deeper from optax."""
        return self._state.inner_state if self._setup.mode == ways.INJECTED else self._state

    @_inner.setter
    def _inner(self, state: Any) -> None:
        injected = self._setup.mode == ways.INJECTED
        self._state = self._state._replace(inner_state=state) if injected else state

    def _precision(self) -> Any:
        return jax.enable_x64(self._setup.dtype == "float64")


def _wrapped(state: Any) -> str:
    """The field in which the state of a wrapper has that of what it wraps."""
    return next(name for name in ("inner_state", "inner_opt_state") if hasattr(state, name))


def _parts(state: Any) -> dict[Any, Any]:
    """The state of each group: of the outermost partition, for what it hands on may be partitioned again."""
    while not hasattr(state, "inner_states"):
        state = getattr(state, _wrapped(state))
    return dict(state.inner_states)


def _with_parts(state: Any, new: Mapping[Any, Any]) -> Any:
    """The same state with others of some groups."""
    if hasattr(state, "inner_states"):
        return state._replace(inner_states={**state.inner_states, **new})
    field = _wrapped(state)
    return state._replace(**{field: _with_parts(getattr(state, field), new)})


def _get(state: Any, field: str) -> Any:
    key, within = _place(field)
    return optax.tree.get(state, key, filtering=within)


def _place(field: str) -> tuple[str, Callable[[Any, Any], bool]]:
    """The name of a field, and whether a place in the state lies in its part."""
    part, _, key = field.rpartition("/")
    return key, lambda path, value: not part or any(getattr(step, "key", "") == part for step in path)
