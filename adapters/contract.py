"""The adapter contract: what a backend says of itself, the four verbs of every adapter, and those that some have.

An adapter is a class, or any callable without arguments, whose result has the methods of `Adapter`.
Each run makes a fresh one. Arrays that go in are float64 NumPy arrays which the backend rounds to its dtype;
those that come out are arrays or tensors of any framework, or nested lists, of values that float64 holds exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.errors import GoldstepError

__all__ = ["Adapter", "AdapterError", "Contract", "Info", "Objective", "Setup", "Unsupported"]

Arrays = list[np.ndarray]


class AdapterError(GoldstepError):
    """The adapter broke its contract, raised, or cannot be loaded; nothing is said about the optimizer."""


class Unsupported(GoldstepError):
    """Raised for a combination that the backend does not have, by `init`, or by the first `step` of a run where only
    the kernel knows; its text is the reason shown.
    """


@dataclass(frozen=True)
class Info:
    """What a backend says of itself.

    `algorithms` gives for each algorithm the variants that the backend implements: by name, or by their settings where
    none has a name, as ``{"zero": "gradient"}`` or, with the variant that this starts from,
    ``{"variant": "optax-0.2.8", "zero": "gradient"}``. `Setup.variant` then calls it ``zero=gradient`` or
    ``optax-0.2.8,zero=gradient``.
    `modes` are the ways in which it can run a step, such as for-loop and fused.
    `contract` says where it rounds (see `Contract`), `contracts` for which algorithms it differs, and `contracts_in`
    for which modes: by mode, and there by algorithm or ``"*"`` for all.
    `unreadable` lists slots, by algorithm, that `state` does not return: those are then judged through the
    parameters alone. `groups` says whether parameters may have hyperparameters of their own.
    `dtypes_of` and `modes_of` are for algorithms that come in fewer dtypes or modes than the rest, as a schedule does
    that computes in Python. `costly` lists the modes in which a run takes a compilation or another process, so that
    checks begin fewer of them; `requested` lists those that are judged only when they are asked for; `shared` lists
    those in which parameters, gradients or states are shared out over processes or devices. `resumes` has, by
    algorithm, the ways in which `resume` continues a run.

    Four declarations, each by algorithm or ``"*"`` for all, say what of hyperparameters a backend lacks, so that it is
    judged on the rest: `fixed` has values that a hyperparameter always has, `constant` names those that keep the value
    of `init` throughout a run, `common` those that no group has for itself, and `bounds` has intervals such as
    ``"(0, 1]"`` outside of which `init` refuses a value. In `constant` and `common` the name ``"*"`` means all.
    `missing` says that a parameter may have no gradient in a step, and `defaults` that hyperparameters may be left out.
    `options` has, by the name of an option of `Setup`, the algorithms that have it.
    `in_place` says that the backend can work in the memory that it is given: see `Setup`.
    """

    name: str
    version: str
    algorithms: Mapping[str, Sequence[str | Mapping[str, str]]]
    dtypes: Sequence[str] = ("float64", "float32")
    modes: Sequence[str] = ("default",)
    devices: Sequence[str] = ("cpu",)
    contract: Contract = field(default_factory=Contract)
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    unreadable: Mapping[str, Sequence[str]] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    groups: bool = False
    dtypes_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    modes_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    costly: Sequence[str] = ()
    resumes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fixed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    constant: Mapping[str, Sequence[str]] = field(default_factory=dict)
    common: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bounds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: bool = False
    defaults: bool = False
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    in_place: bool = False
    contracts_in: Mapping[str, Mapping[str, Contract]] = field(default_factory=dict)
    requested: Sequence[str] = ()
    shared: Sequence[str] = ()

    def dtypes_in(self, algorithm: str) -> Sequence[str]:
        """The dtypes in which it has an algorithm."""
        return self.dtypes_of.get(algorithm, self.dtypes)


@dataclass(frozen=True)
class Setup:
    """One run: which algorithm and variant, its hyperparameters, the initial parameters, and how to run it.

    `hyper` has every hyperparameter of the variant; where `Info.defaults` allows it, those that are to have their
    defaults may be left out, here and in each step.
    `groups` is empty, or has for each parameter the hyperparameters that hold for it in place of the common ones,
    throughout the run: a training framework puts parameters that agree into one parameter group.
    Where it is `in_place`, which only `Info.in_place` allows, parameters and gradients are arrays of the dtype itself,
    with any strides, and the backend is to update the parameters where they are: as it would those of a user.

    `options` are ways in which users run an optimizer, and is empty unless `Info.options` has some. "maximize": the
    gradients are those of a function that is to grow. "guard": the updates pass the loss scaler, or the wrapper, that
    leaves one out where some gradient is infinite or NaN; the loss scale of a loop is halved then, and doubled after
    two updates in a row. "mask": the groups, which differ in their weight decay alone
    and have none where they differ, are a mask of the weight decay. "error_if_nonfinite": a step raises, whatever it
    raises, where a norm is infinite or NaN, and `theta` is then what the gradients are. "iterations": `step_on` makes
    several iterations, see `Objective`. "windows": what a step is given comes in micro-batches, by `micro_step`, of
    which `window` make an update; where an algorithm has a hyperparameter for that number, it has the same value.
    "clip": before each update, after a loss scale and the division by the samples, the gradients of each parameter
    group are limited to the Euclidean norm `max_norm`; "clip-1e-6": the same, where a millionth is added to their norm
    first. "lengths": the same as "windows", where each update takes as many as `length` says by the number of those
    before it.

    What a run draws at random, such as stochastic rounding, it draws by `seed`: one seed gives the same bits each time.
    """

    algorithm: str
    variant: str
    hyper: Mapping[str, float]
    params: Arrays
    dtype: str
    mode: str = "default"
    device: str = "cpu"
    groups: Sequence[Mapping[str, float]] = ()
    options: Sequence[str] = ()
    in_place: bool = False
    seed: int = 0
    window: int = 0
    lengths: Sequence[int] = ()
    max_norm: float = 0.0

    def length(self, updates: int) -> int:
        """How many micro-batches make an update that has so many before it; the last of `lengths` stays."""
        return self.lengths[min(updates, len(self.lengths) - 1)] if self.lengths else self.window


@dataclass(frozen=True)
class Objective:
    """A function of all parameters, joined to one vector x, as data: each backend writes it in its own framework.

    "quadratic" is ``x . A x / 2 - b . x`` with the symmetric A in `matrix`, row by row, and b in `vector`;
    "rosenbrock" is ``100 (x_2 - x_1^2)^2 + (1 - x_1)^2``. A step may ask for `evaluations` values along its
    direction; None: as many as the backend allows by itself.
    Where `ends` is not None, which only an option "iterations" in `Info.options` allows, a step has no line search. It
    makes iterations as long as the learning rate says, each with the gradient at the new point, until the first of
    these ends it: "iterations", and "evaluations" of the objective with that at the beginning, are the most; and it is
    over where the largest modulus of the gradient is at most "tolerance_grad", or that of the move, the modulus of the
    change of the objective, or minus the slope, at most "tolerance_change". What is left out has the backend's default.
    """

    name: str
    matrix: tuple[tuple[float, ...], ...] = ()
    vector: tuple[float, ...] = ()
    evaluations: int | None = None
    ends: Mapping[str, float] | None = None


class Adapter(Protocol):
    """The verbs. `load(state)` is optional: it overwrites exactly the entries that it is given.

    So is `step_on(objective, hyper)`: a step along the direction of the algorithm whose length is chosen by the
    backend's own line search, with the strong Wolfe conditions for c1 = 1e-4 and c2 = 0.9. The backend evaluates
    the `Objective` and its gradient itself, in the dtype of the parameters.
    And so is `resume(way)`: it replaces the run by one that continues it at the same step, in a way of `Info.resumes`,
    such as a scheduler that is made anew and given a saved state.
    `save()` gives everything that must be kept of a run, parameters and parameter groups included, as the backend's own
    state dicts hold it; `restore(saved)` takes it up in an adapter whose `init` had other values. What is saved is
    opaque, and it may go through a file of the backend's own format.
    `older(saved)` gives what an older release of the backend would have saved in place of that, which `restore` takes
    up as well; where that is the same it is what is given.
    `micro_step(gradients, weight, last, hyper)` is for the option "windows": one micro-batch of `weight` samples, or
    tokens, whose loss is the mean over them, with what `step` would be given of it. The update comes with the last one
    of a window, and with one that is `last`, before the data end: the next one begins a new window then.
    `evaluate(on)` puts the weights that are to be evaluated in the place of the parameters, which `state` shows, or
    those that are to be trained, where an algorithm has both; so that steps can go on, it ends with the latter.
    `add(params, groups)` adds parameters to a run, which come after those that are there; `groups` has their own
    hyperparameters, or is empty.
    `gradients()` gives the gradients of the last step as the backend holds them, so that it can be seen whether it
    wrote into them.
    `told()` gives what users read besides the state: under "rates" the learning rates that a schedule says it has set,
    one a parameter; under "counts" the steps that an optimizer itself has counted, one number a parameter; under "norm"
    that of all gradients that the last step was given, as clipping returns it; under "scale" the loss scale of a loop;
    and under "kept", by names of its own, what no step may change, such as the mode of a model or what holds a learning
    rate.
    """

    def info(self) -> Info: ...

    def init(self, setup: Setup) -> None:
        """Prepare a run. Raises Unsupported, with the reason, for what the backend does not have."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        """One step with these gradients; `hyper` holds the values in force, such as a new learning rate.

        Where `Info.missing` allows it, a gradient may be None.

        The first step of a run may raise Unsupported, as `init` may.
        """

    def state(self) -> Mapping[str, Any]:
        """`theta` and the readable slots, each a list with one array a parameter; `t` counts the steps.

        `t` may be a list with a count for each parameter, of the steps in which it had a gradient.
        """
