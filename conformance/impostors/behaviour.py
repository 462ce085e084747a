"""Impostors that compute the right formula and misbehave all the same: in what they keep, load, round or count."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import Any

import numpy as np

from goldstep.adapters.contract import Info, Setup
from goldstep.adapters.loading import Backend
from goldstep.conformance.performer import Performer
from goldstep.conformance.reorderings import Lazy, Register, Reordered
from goldstep.reference.registry import get
from goldstep.reference.trajectory import one_step


class Adam(Performer):
    """A correct Adam to misbehave with."""

    def __init__(self) -> None:
        super().__init__(get("adam"), "pytorch-2.13")


class KeepsGradient(Adam):
    """Adds what the caller's gradient array holds at the next step, one step late."""

    kept: Sequence[Any] | None = None

    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        super().step(self.kept or gradients, hyper)
        self.kept = gradients


class ChangesGradient(Adam):
    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)
        for g in gradients:
            g *= 0.5


class Nondeterministic(Adam):
    """Every other run ends one unit in the last place higher."""

    runs = count()

    def init(self, setup: Setup) -> None:
        super().init(setup)
        self.nudge = next(self.runs) % 2

    def state(self) -> dict[str, Any]:
        state = super().state()
        if self.nudge and self.t:
            state["v"] = [np.nextafter(x, x.dtype.type(np.inf)) for x in state["v"]]
        return state


class ForgetsStepOnLoad(Adam):
    def load(self, state: Mapping[str, Any]) -> None:
        super().load({name: value for name, value in state.items() if name != "t"})


class WiderThanDeclared(Adam):
    """Computes and stores in float64 whatever dtype was asked for."""

    def init(self, setup: Setup) -> None:
        super().init(Setup(**{**setup.__dict__, "dtype": "float64"}))


class Truncating(Reordered):
    """Computes in wide registers and cuts toward zero where the state is stored."""

    def __init__(self, dtype: str) -> None:
        super().__init__(dtype, Register)

    def store(self, x: Any) -> Any:
        stored = super().store(x)
        if not isinstance(x, Lazy):
            return stored
        near = stored.wide.astype(self.dtype)
        toward_zero = np.nextafter(near, near.dtype.type(0))
        return self._lazy(np.where(abs(near.astype(x.wide.dtype)) > abs(x.wide), toward_zero, near))


class Truncates(Performer):
    """Rounds the state toward zero."""

    def __init__(self) -> None:
        super().__init__(get("adam"), "pytorch-2.13", Truncating)


class RoundsDown(Adam):
    """Rounds every parameter toward minus infinity, so that negated inputs do not give negated results."""

    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)
        for state in self.states:
            state["theta"] = np.nextafter(state["theta"], state["theta"].dtype.type(-np.inf))


class CountsPerParameter(Adam):
    """One step counter, advanced once for each parameter tensor."""

    def moved(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[dict[str, Any]]:
        self.t -= 1
        after: list[dict[str, Any]] = []
        for hyper, state, g, shape in zip(hypers, self.states, gradients, self.shapes, strict=True):
            self.t += 1
            after += one_step(self.reading, [hyper], [state], [g], self.t, [shape]).states
        return after


class OneGroup(Adam):
    """Moves every parameter by the hyperparameters of the first parameter group."""

    def grouped(self, hyper: Mapping[str, float]) -> list[dict[str, Fraction]]:
        return super().grouped(hyper)[:1] * len(self.shapes)


class LateGroup(Adam):
    """Gives the second parameter group the learning rate of the first."""

    def grouped(self, hyper: Mapping[str, float]) -> list[dict[str, Fraction]]:
        first, *others = super().grouped(hyper)
        return [first, *({**other, "lr": first["lr"]} for other in others)]


class ResumesLate(Performer):
    """A resumed schedule has the learning rate of a step before."""

    def __init__(self) -> None:
        super().__init__(get("cosine_annealing"), "pytorch-2.13")

    def info(self) -> Info:
        return replace(super().info(), resumes={"cosine_annealing": ("count",)})

    def resume(self, way: str) -> None:
        self.t -= 1


@dataclass(frozen=True)
class Misbehaviour:
    """An adapter that breaks a general clause."""

    name: str
    make: Callable[[], Performer]
    clause: str
    wrong: str
    source: str
    kind: str = "use"

    @property
    def id(self) -> str:
        return f"step/{self.name}"

    def backend(self) -> Backend:
        return Backend(f"impostor:{self.id}", self.make)


BEHAVIOUR = [
    Misbehaviour("keeps-gradient", KeepsGradient, "STEP-1", KeepsGradient.__doc__ or "", "sloppy aliasing in adapters"),
    Misbehaviour(
        "changes-gradient",
        ChangesGradient,
        "STEP-1",
        "writes into the caller's gradient",
        "KellerJordan/Muon: grad.lerp_ in muon_update",
    ),
    Misbehaviour(
        "nondeterministic",
        Nondeterministic,
        "STEP-2",
        Nondeterministic.__doc__ or "",
        "parallel reductions without a fixed order",
    ),
    Misbehaviour(
        "forgets-step-on-load",
        ForgetsStepOnLoad,
        "STEP-3",
        "the step count is not restored",
        "davda54/sam PR#39, kozistr/pytorch_optimizer PR#310: state that is not saved",
        "resumption",
    ),
    Misbehaviour(
        "resumes-late",
        ResumesLate,
        "STEP-3",
        ResumesLate.__doc__ or "",
        "Lightning-AI/pytorch-lightning #1772, #4655",
        "resumption",
    ),
    Misbehaviour(
        "wider-than-declared",
        WiderThanDeclared,
        "STEP-4",
        WiderThanDeclared.__doc__ or "",
        "pytorch/torchtitan PR#4615: moments change their dtype",
        "precision",
    ),
    Misbehaviour(
        "truncates", Truncates, "STEP-5", Truncates.__doc__ or "", "rounding toward zero in fast kernels", "precision"
    ),
    Misbehaviour(
        "rounds-down", RoundsDown, "STEP-6", RoundsDown.__doc__ or "", "directed rounding left switched on", "precision"
    ),
    Misbehaviour(
        "counts-per-parameter",
        CountsPerParameter,
        "STEP-7",
        CountsPerParameter.__doc__ or "",
        "flashlight/flashlight #143, deepspeedai/DeepSpeed PR#8471",
    ),
    Misbehaviour(
        "one-group", OneGroup, "STEP-8", OneGroup.__doc__ or "", "hyperparameters read from param_groups[0]", "group"
    ),
    Misbehaviour(
        "late-group", LateGroup, "STEP-8", LateGroup.__doc__ or "", "a loop variable that outlives its loop", "group"
    ),
]
