"""Impostors that step in the right direction by the right rule, and search badly along it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import prod
from typing import Any

import numpy as np

from goldstep.adapters.contract import Info, Objective
from goldstep.adapters.numpy import evaluated
from goldstep.adapters.numpy.lbfgs import Line
from goldstep.conformance.checks.objectives import ends_of
from goldstep.conformance.impostors.behaviour import Misbehaviour
from goldstep.conformance.performer import Performer
from goldstep.reference.registry import get
from goldstep.reference.trajectory import one_step

Evaluate = Callable[[np.ndarray], tuple[Any, np.ndarray]]


class Searcher(Performer):
    """A correct L-BFGS with the line search of Nocedal & Wright, to misbehave with."""

    def __init__(self) -> None:
        super().__init__(get("lbfgs"), "pytorch-2.13")

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        self.t += 1
        f = partial(evaluated, objective)
        x, sizes = np.concatenate([s["theta"] for s in self.states]), [prod(shape) for shape in self.shapes]
        value, g = f(x)
        gradients = self.arithmetic.divide(g, sizes)
        moment = one_step(self.reading, self.grouped(hyper), self.states, gradients, self.t, self.shapes)
        last = f"r{int(hyper['history']) if self.t > 1 else 0}"
        d = -np.concatenate([q.values[last] for q in moment.quantities])
        move = self.moved_along(Line(f, x, d, value, g @ d, objective.evaluations or 25))
        self.states = list(moment.states)
        parts = zip(self.states, self.arithmetic.divide(x, sizes), self.arithmetic.divide(move, sizes), strict=True)
        for state, before, part in parts:
            state |= {"theta": before + part, "move": part}

    def moved_along(self, line: Line) -> Any:
        """The displacement."""
        return self.length(line) * line.d

    def length(self, line: Line) -> float:
        return line.bracket()


class ForgetsHistory(Searcher):
    """The search runs along the gradient, whatever the history says."""

    def moved_along(self, line: Line) -> Any:
        g = line.objective(line.theta)[1]
        along = Line(line.objective, line.theta, -g, line.value, -(g @ g), line.left)
        return self.length(along) * along.d


class StaysPut(Searcher):
    """The line search may not try a second length, and takes none where the first does not do."""

    def length(self, line: Line) -> float:
        return 0.0


class Uphill(Searcher):
    """The parameters move against the direction."""

    def moved_along(self, line: Line) -> Any:
        return -self.length(line) * line.d


class AnyDecrease(Searcher):
    """The longest step that decreases the objective at all is taken."""

    def length(self, line: Line) -> float:
        low, high = 0.0, 1.0
        while line.at(high)[0] < line.value:
            low, high = high, 2 * high
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if line.at(middle)[0] < line.value else (low, middle)
        return low


class ArmijoOnly(Searcher):
    """The step is halved until the decrease is sufficient, and never lengthened."""

    def length(self, line: Line) -> float:
        length = 1.0
        while not line.decreased(length, line.at(length)[0]):
            length /= 2
        return length


class HalfFirst(Searcher):
    """The search begins with half of the full length."""

    def length(self, line: Line) -> float:
        return line.bracket(0.5)


class Caller(Searcher):
    """The same without a search: a call makes iterations until a test ends it."""

    def info(self) -> Info:
        info = super().info()
        return replace(info, options={**info.options, "iterations": ("lbfgs",)})

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        if objective.ends is None:
            super().step_on(objective, hyper)
            return
        f, ends = partial(evaluated, objective), self.ends(ends_of(objective))
        value, g = f(self.point())
        made, evaluations = 0, 1
        while made < ends["iterations"] and evaluations < ends["evaluations"]:
            if self.size(g) <= ends["tolerance_grad"] or self.level(g, hyper) <= ends["tolerance_change"]:
                break
            before, start, made, evaluations = value, self.point(), made + 1, evaluations + 1
            self.advance(g, hyper)
            value, g = self.seen(f, g, value)
            if self.still(self.point() - start, value - before, ends["tolerance_change"]):
                break

    def point(self) -> np.ndarray:
        return np.concatenate([s["theta"] for s in self.states])

    def moment(self, g: np.ndarray, hyper: Mapping[str, float]) -> Any:
        gradients = self.arithmetic.divide(g, [prod(shape) for shape in self.shapes])
        return one_step(self.reading, self.grouped(hyper), self.states, gradients, self.t + 1, self.shapes)

    def advance(self, g: np.ndarray, hyper: Mapping[str, float]) -> None:
        self.states = list(self.moment(g, hyper).states)
        self.t += 1

    def ends(self, ends: dict[str, float]) -> dict[str, float]:
        return ends

    def size(self, g: np.ndarray) -> float:
        return float(np.abs(g).max())

    def level(self, g: np.ndarray, hyper: Mapping[str, float]) -> float:
        """Minus the slope along the direction."""
        last = f"r{int(hyper['history'])}"
        r = np.concatenate([q.values[last] for q in self.moment(g, hyper).quantities]) if self.t else g
        return float(g @ r)

    def seen(self, f: Evaluate, g: np.ndarray, value: float) -> tuple[float, np.ndarray]:
        """The value and the gradient that the next iteration has."""
        return f(self.point())

    def still(self, move: np.ndarray, change: float, tolerance: float) -> bool:
        return bool(np.abs(move).max() <= tolerance or abs(change) < tolerance)


class GradientOfTheCall(Caller):
    """All iterations of a call have the gradient of its beginning."""

    def seen(self, f: Evaluate, g: np.ndarray, value: float) -> tuple[float, np.ndarray]:
        return f(self.point())[0], g


class OneTooMany(Caller):
    """A call makes one iteration more than it may."""

    def ends(self, ends: dict[str, float]) -> dict[str, float]:
        return {**ends, "iterations": ends["iterations"] + 1}


class FirstNotCounted(Caller):
    """The evaluation at the beginning of a call does not count."""

    def ends(self, ends: dict[str, float]) -> dict[str, float]:
        return {**ends, "evaluations": ends["evaluations"] + 1}


class NormOfTheGradient(Caller):
    """The norm of the gradient is compared with the tolerance in place of its largest modulus."""

    def size(self, g: np.ndarray) -> float:
        return float(np.sqrt(g @ g))


class MovesOn(Caller):
    """A call goes on where its moves have become short."""

    def still(self, move: np.ndarray, change: float, tolerance: float) -> bool:
        return abs(change) < tolerance


class StandsStill(Caller):
    """A call goes on where the objective does not change any more."""

    def still(self, move: np.ndarray, change: float, tolerance: float) -> bool:
        return bool(np.abs(move).max() <= tolerance)


class OnTheLevel(Caller):
    """A call moves along a direction without a slope."""

    def level(self, g: np.ndarray, hyper: Mapping[str, float]) -> float:
        return float("inf")


class OtherDefaults(Caller):
    """A call of which nothing is said ends after ten iterations."""

    def ends(self, ends: dict[str, float]) -> dict[str, float]:
        return {**ends, "iterations": 10} if ends["tolerance_grad"] > 0 else ends


@dataclass(frozen=True)
class BadSearch(Misbehaviour):
    """An L-BFGS that breaks a clause of the line search."""

    kind: str = "formula"
    algorithm: str = "lbfgs"

    @property
    def id(self) -> str:
        return f"{self.algorithm}/{self.name}"


SEARCHES = [
    BadSearch(
        "forgets-history",
        ForgetsHistory,
        "LBFGS-6",
        ForgetsHistory.__doc__ or "",
        "patrick-kidger/optimistix PR#135: gradient descent in all but name",
    ),
    BadSearch(
        "stays-put",
        StaysPut,
        "LBFGS-9",
        StaysPut.__doc__ or "",
        "pytorch/pytorch PR#161488 for max_iter=1, magnetotellurics/ModEM PR#49",
    ),
    BadSearch(
        "searches-uphill", Uphill, "LBFGS-9", Uphill.__doc__ or "", "JuliaFirstOrder/StructuredOptimization.jl PR#8"
    ),
    BadSearch(
        "any-decrease",
        AnyDecrease,
        "LBFGS-10",
        AnyDecrease.__doc__ or "",
        "Nocedal & Wright (2006), figure 3.2: decrease alone does not suffice",
    ),
    BadSearch(
        "armijo-only",
        ArmijoOnly,
        "LBFGS-11",
        ArmijoOnly.__doc__ or "",
        "PatWie/CppNumericalSolvers #4, JuliaNLSolvers/Optim.jl #26",
    ),
    BadSearch(
        "half-first",
        HalfFirst,
        "LBFGS-13",
        HalfFirst.__doc__ or "",
        "gonum/optimize PR#15: which length a search should begin with",
    ),
    *(
        BadSearch(name, kind, "LBFGS-14", kind.__doc__ or "", source)
        for name, kind, source in (
            ("gradient-of-the-call", GradientOfTheCall, "a closure that is called once"),
            ("one-iteration-more", OneTooMany, "mutation of torch/optim/lbfgs.py"),
            ("first-evaluation-not-counted", FirstNotCounted, "mutation of torch/optim/lbfgs.py"),
            ("norm-of-the-gradient", NormOfTheGradient, "another norm, as in many solvers"),
            ("short-moves-go-on", MovesOn, "mutation of torch/optim/lbfgs.py"),
            ("no-change-goes-on", StandsStill, "mutation of torch/optim/lbfgs.py"),
            ("moves-on-the-level", OnTheLevel, "mutation of torch/optim/lbfgs.py"),
            ("ten-iterations", OtherDefaults, "another default"),
        )
    ),
]


def searches_of(algorithm: str) -> list[BadSearch]:
    return [search for search in SEARCHES if search.algorithm == algorithm]
