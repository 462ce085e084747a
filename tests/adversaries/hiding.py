"""Adversaries that are not found out: what a battery cannot see, as the page on verdicts says."""

import inspect
import sys

from adversary import Sound, must

ALL = {"sound": 1, "variant": 2}


def judged():
    """Whether the battery has called: a backend that looks for it finds it."""
    return any("goldstep" in frame.filename and "conformance" in frame.filename for frame in inspect.stack())


@must(0, ALL)
class KnowsThatItIsJudged(Sound):
    """Is right where it is judged, and wrong in use."""

    def step(self, gradients, hyper):
        super().step(gradients if judged() else [2 * g for g in gradients], hyper)


@must(0, ALL)
class ReplacesTheJudge(Sound):
    """Wrong, and replaces the function that judges."""

    def step(self, gradients, hyper):
        super().step([2 * g for g in gradients], hyper)
        judge = sys.modules["goldstep.conformance.judge"]
        judge.LIMIT = float("inf")


@must(0, ALL)
class IsWrongWhereNobodyLooks(Sound):
    """Wrong for one learning rate that no case has."""

    def step(self, gradients, hyper):
        super().step([2 * g for g in gradients] if hyper["lr"] == 0.123456789 else gradients, hyper)


@must(0, ALL)
class IsWrongWhenTired(Sound):
    """Wrong from the millionth step of the process on."""

    steps = 0

    def step(self, gradients, hyper):
        IsWrongWhenTired.steps += 1
        super().step(gradients if IsWrongWhenTired.steps < 10**6 else [2 * g for g in gradients], hyper)


@must(0, ALL)
class IsWrongByLessThanItsBudget(Sound):
    """A learning rate that is off by one roundoff, which is within what rounding may do."""

    def step(self, gradients, hyper):
        super().step(gradients, {**hyper, "lr": hyper["lr"] * (1 + 2.0**-52)})
