"""The embedded default backend: plain vectorised NumPy, written from the papers and the frameworks' sources.

It is the second transcription of every algorithm. Nothing here may import the reference steps: judging a
reading of the reference by the reference would prove nothing.
"""

import copy
import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache, partial
from math import prod
from typing import Any

import numpy as np

from goldstep.adapters.contract import Arrays, Info, Objective, Setup, Unsupported


@cache
def algorithms() -> dict[str, Any]:
    """The modules of this package by name: each has VARIANTS, `start` and `update`.

    One with NUMBER has a number for a parameter, in double precision. One with JOINT sees all parameters as one
    vector, and may have `search`, a step with a line search. GRADIENTS says how many of its inputs are gradients.
    """
    return {info.name: importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)}


OF_PYTORCH = {"error_if_nonfinite": ("clip_by_global_norm",), "iterations": ("lbfgs",)}


def _gathering() -> list[str]:
    """The algorithms that have the gradient of a batch in parts; that of a loop depends on its weights."""
    return [name for name, module in algorithms().items() if not hasattr(module, "NUMBER") and name != "training_loop"]


class Numpy:
    """Runs `update` of an algorithm's module over each parameter."""

    def info(self) -> Info:
        return Info(
            name="numpy",
            version=np.__version__,
            algorithms={name: module.VARIANTS for name, module in algorithms().items()},
            dtypes=("float64", "float32"),
            groups=True,
            dtypes_of={name: ("float64",) for name, module in algorithms().items() if hasattr(module, "NUMBER")},
            missing=True,
            options={
                **dict.fromkeys(("maximize", "guard", "mask"), ("*",)),
                **OF_PYTORCH,
                **dict.fromkeys(("windows", "lengths", "clip"), _gathering()),
            },
            in_place=True,
        )

    def init(self, setup: Setup) -> None:
        if setup.algorithm not in algorithms():
            raise Unsupported(f"no {setup.algorithm} in the numpy backend")
        self._module = algorithms()[setup.algorithm]
        self._variant, self._hyper, self._options = setup.variant, setup.hyper, setup.options
        if setup.in_place and getattr(self._module, "JOINT", False):
            raise Unsupported(f"{setup.algorithm} of the numpy backend joins its parameters to one vector")
        self._in_place = setup.in_place
        self._theta = [p if setup.in_place else np.array(p, setup.dtype) for p in setup.params]
        self._shapes = [theta.shape for theta in self._theta] if getattr(self._module, "JOINT", False) else []
        self._theta = self._joined(self._theta)
        self._groups = setup.groups or [{}] * len(self._theta)
        self._slots = [
            self._module.start(theta.copy(), {**setup.hyper, **own}, setup.variant)
            for theta, own in zip(self._theta, self._groups, strict=True)
        ]
        self._counts = [0] * len(self._theta)  # of each parameter the steps in which it had a gradient
        self._last, self._evaluates = setup.hyper, False
        self._max_norm = setup.max_norm
        self._length, self._updates, self._parts = setup.length, 0, list[tuple[float, Arrays]]()

    def micro_step(self, gradients: Arrays, weight: float, last: bool, hyper: Mapping[str, float]) -> None:
        self._parts.append((weight, [weight * g for g in gradients]))
        if not last and len(self._parts) < self._length(self._updates):
            return
        self._updates += 1
        weights, given = zip(*self._parts, strict=True)
        self._parts = []
        with np.errstate(invalid="ignore"):
            means = [sum(parts) / sum(weights) for parts in zip(*given, strict=True)]
        self.step(self._clipped(means), {**hyper, "every": 1.0} if "every" in hyper else hyper)

    def _clipped(self, means: Arrays) -> Arrays:
        """Those of each group limited to a norm; groups are as different as what they are told."""
        if not self._max_norm:
            return means
        limited = []
        for own in self._groups:
            norm = np.sqrt(
                sum(np.sum(np.square(g)) for g, other in zip(means, self._groups, strict=True) if other == own)
            )
            limited.append(1.0 if norm <= self._max_norm else self._max_norm / norm)
        with np.errstate(invalid="ignore"):
            return [g * factor for g, factor in zip(means, limited, strict=True)]

    def evaluate(self, on: bool) -> None:
        for i, own in enumerate(self._groups):
            args = self._theta[i], self._slots[i], {**self._last, **own}
            if on != self._evaluates:
                self._theta[i] = np.asarray(self._module.exchanged(*args, on))
        self._evaluates = on

    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        if "error_if_nonfinite" in self._options and not all(np.isfinite(g).all() for g in gradients):
            self._theta = self._joined([np.array(g, self._theta[0].dtype) for g in gradients])
            raise FloatingPointError("the norm of the gradients is not finite")
        if "guard" in self._options and not all(np.isfinite(g).all() for g in gradients if g is not None):
            return
        self._last = hyper
        for i, given in enumerate(self._joined(gradients)):
            if given is None:
                continue
            self._counts[i] += 1
            theta, of_its_own = self._theta[i], {**hyper, **self._groups[i]}
            g = self._descending(np.array(given, theta.dtype), theta.ndim)
            with np.errstate(all="ignore"):  # 0/0 without an epsilon is NaN, as the formula says
                moved = self._module.update(theta, g, self._slots[i], of_its_own, self._variant, self._counts[i])
            if self._in_place:
                theta[...] = moved
            else:
                self._theta[i] = np.asarray(moved)  # also where it is a number

    def _descending(self, g: np.ndarray, ndim: int) -> np.ndarray:
        """The inputs of a function that is to shrink: those turned around that are gradients."""
        if "maximize" not in self._options:
            return g
        if g.ndim == ndim:
            return -g
        count = getattr(self._module, "GRADIENTS", len(g))
        return np.concatenate([-g[:count], g[count:]])

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        (theta,), (slots,) = self._theta, self._slots
        f = partial(evaluated, objective)
        if objective.ends is not None:
            if self._variant != "pytorch-2.13":
                raise Unsupported(f"a step of {self._variant} is one iteration")
            after, made = self._module.call(theta, f, slots, hyper, self._variant, self._counts[0], objective.ends)
            self._theta, self._counts[0] = [after], self._counts[0] + made
            return
        self._counts[0] += 1
        with np.errstate(all="ignore"):
            after = self._module.search(theta, f, slots, hyper, self._variant, self._counts[0], objective.evaluations)
        self._theta = [after]

    def state(self) -> dict[str, Any]:
        slots = {name: self._parted([np.array(s[name]) for s in self._slots]) for name in self._slots[0]}
        t: Any = self._counts if len(set(self._counts)) > 1 else self._counts[0]
        return {"theta": self._parted([x.copy() for x in self._theta]), **slots, "t": t}

    def told(self) -> dict[str, Any]:
        number = hasattr(self._module, "NUMBER")
        return {"rates": [float(x) for x in self._theta]} if number else {}

    def save(self) -> Any:
        """A copy of everything that belongs to the run."""
        return copy.deepcopy((self._theta, self._slots, self._counts, self._groups))

    def restore(self, saved: Any) -> None:
        self._theta, self._slots, self._counts, self._groups = copy.deepcopy(saved)

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        new = [np.array(p, self._theta[0].dtype) for p in params]
        own = list(groups) or [{}] * len(new)
        self._slots += [
            self._module.start(x, {**self._hyper, **g}, self._variant) for x, g in zip(new, own, strict=True)
        ]
        self._theta, self._groups = [*self._theta, *new], [*self._groups, *own]
        self._counts += [0] * len(new)

    def _joined(self, arrays: Sequence[Any]) -> Any:
        """What belongs to several parameters as one array, for an algorithm that sees them as one vector."""
        if not self._shapes:
            return arrays
        flat = [np.reshape(x, (*x.shape[: x.ndim - len(s)], -1)) for x, s in zip(arrays, self._shapes, strict=True)]
        return [np.concatenate(flat, axis=-1)]

    def _parted(self, arrays: Arrays) -> Arrays:
        """The inverse."""
        if not self._shapes or not arrays[0].ndim:
            return arrays * max(1, len(self._shapes))
        ends = np.cumsum([prod(shape) for shape in self._shapes])[:-1]
        parts = zip(np.split(arrays[0], ends, axis=-1), self._shapes, strict=True)
        return [x.reshape((*x.shape[:-1], *shape)) for x, shape in parts]

    def load(self, state: Mapping[str, Any]) -> None:
        if "t" in state:
            self._counts = np.broadcast_to(state["t"], len(self._theta)).tolist()
        numbers = {name for name, x in self._slots[0].items() if not np.ndim(x)} if self._shapes else set()
        state = {
            name: state[name][:1] if name in numbers else self._joined(state[name]) for name in state.keys() - {"t"}
        }
        for i, theta in enumerate(self._theta):
            for name in state:
                own = theta if name == "theta" else np.asarray(self._slots[i][name])
                value = np.array(state[name][i], own.dtype).reshape(own.shape)
                if name == "theta":
                    self._theta[i] = value
                else:
                    self._slots[i][name] = value if value.ndim else float(value)  # a scalar widens no tensor


def evaluated(objective: Objective, x: np.ndarray) -> tuple[Any, np.ndarray]:
    """The value of an objective and its gradient, in the dtype of `x`."""
    if objective.name == "rosenbrock":
        off = x[1] - x[0] * x[0]
        value = 100 * off * off + (1 - x[0]) * (1 - x[0])
        return value, np.array([-400 * x[0] * off - 2 * (1 - x[0]), 200 * off], x.dtype)
    A, b = np.array(objective.matrix, x.dtype), np.array(objective.vector, x.dtype)
    return x @ (A @ x) / 2 - b @ x, A @ x - b
