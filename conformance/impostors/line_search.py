"""Impostors that step in the right direction by the right rule, and search badly along it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

import numpy as np

from goldstep.adapters.contract import Objective
from goldstep.adapters.numpy import evaluated
from goldstep.adapters.numpy.lbfgs import Line
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
]


def searches_of(algorithm: str) -> list[BadSearch]:
    return [search for search in SEARCHES if search.algorithm == algorithm]
