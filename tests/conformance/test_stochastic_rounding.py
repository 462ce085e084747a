"""Stochastic rounding is judged by its distribution: a correct one passes, each way to get it wrong is convicted."""

from dataclasses import replace

import numpy as np
import pytest

from goldstep.adapters.contract import Contract
from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import outcomes
from goldstep.conformance.checks import get as check
from goldstep.conformance.checks.stochastic import CELL
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection
from goldstep.reference.arithmetics.dtypes import BFLOAT16
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.registry import get

LOW = np.uint32(0xFFFF)


class Stochastic(Performer):
    """float32 arithmetic and state; parameters get random low bits added, and these bits cut off, as in torchao."""

    contract = Contract(state="single", rounding="stochastic")

    def info(self):
        return replace(super().info(), dtypes=("bfloat16",), in_place=False)

    def init(self, setup):
        self.seed = setup.seed
        super().init(replace(setup, dtype="float32", params=[rounded(p, BFLOAT16) for p in setup.params]))

    def step(self, gradients, hyper):
        super().step([None if g is None else rounded(g, BFLOAT16) for g in gradients], hyper)
        for i, state in enumerate(self.states):
            if gradients[i] is not None:
                state["theta"] = self.drawn(state["theta"], i)

    def drawn(self, x, i):
        return self.cut(x, self.noise(x.size, self.seed, self.t, i))

    def noise(self, size, *seeds):
        return np.random.default_rng(seeds).integers(0, 2**16, size, np.uint32)

    def cut(self, x, noise):
        return ((np.float32(x).view(np.uint32) + noise) & ~LOW).view(np.float32)


class CoarseState(Stochastic):
    """The same, whose state is kept in bfloat16, rounded to nearest, and used as it is kept."""

    contract = Contract(rounding="stochastic")

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        for state in self.states:
            for name in state.keys() - {"theta"}:
                state[name] = rounded(np.float64(state[name]), BFLOAT16).astype(np.float32)


class Overwritten(Stochastic):
    """The drawn value is overwritten by the nearest one."""

    def drawn(self, x, i):
        return rounded(np.float64(x), BFLOAT16).astype(np.float32)


class OneNoise(Stochastic):
    """All tensors have the same noise."""

    def drawn(self, x, i):
        return super().drawn(x, 0)


class OneNumber(Stochastic):
    """All elements of a tensor have the same noise."""

    def noise(self, size, *seeds):
        return np.full(size, super().noise(1, *seeds))


class Repeating(Stochastic):
    """The noise repeats after 64 elements."""

    def noise(self, size, *seeds):
        return np.resize(super().noise(64, *seeds), size)


class EachStep(Stochastic):
    """Each step has the same noise."""

    def noise(self, size, seed, t, i):
        return super().noise(size, seed, 0, i)


class SeedUnheard(Stochastic):
    """Every seed has the same noise."""

    def noise(self, size, seed, t, i):
        return super().noise(size, 0, t, i)


class Unseeded(Stochastic):
    """The noise is another in each run."""

    runs = 0

    def init(self, setup):
        Unseeded.runs += 1
        super().init(replace(setup, seed=Unseeded.runs))


class Short(Stochastic):
    """The noise lacks its highest bit: parameters are drawn towards zero."""

    def noise(self, size, *seeds):
        return super().noise(size, *seeds) >> np.uint32(1)


class Upwards(Stochastic):
    """Noise of twice the length: the neighbour after the next is drawn, too."""

    def noise(self, size, *seeds):
        return super().noise(size, *seeds) << np.uint32(1)


class Directed(Stochastic):
    """Draws are made upwards for every sign, with a probability that is that of numbers above zero."""

    def cut(self, x, noise):
        return np.where(x < 0, -super().cut(-x, LOW - noise), super().cut(x, noise // 2))


def judged(kind, checks, name="adamw", variant="pytorch-2.13", contract=None):
    made = type(kind.__name__, (kind,), {"contract": contract}) if contract else kind
    backend = Backend(kind.__name__, lambda: made(get(name), variant))
    return list(outcomes(backend, Selection(), [check(each) for each in checks]))


def drawn(kind, **more):
    ((_, outcome),) = ((cell, outcome) for cell, outcome in judged(kind, ["bias"], **more) if cell.name == CELL)
    return outcome


@pytest.mark.parametrize(
    ("name", "variant"), [("adamw", "pytorch-2.13"), ("sgd", "paper"), ("lion", "paper"), ("adam", "pytorch-2.13")]
)
def test_a_correct_one_passes(name, variant):
    outcome = drawn(Stochastic, name=name, variant=variant)

    assert outcome.verdict.value in ("conforms", "variant"), outcome.reason
    assert outcome.margin < 0.9
    assert outcome.judged == 8 * 8192


def test_and_in_all_other_checks():
    checks = ("smoke", "one-step", "reset", "trajectory", "identities", "life", "properties")
    failed = [(cell.id, outcome) for cell, outcome in judged(Stochastic, checks) if outcome.failed]

    assert failed == []


def test_so_does_one_whose_state_is_coarse():
    outcome = drawn(CoarseState)
    assert outcome.verdict.value in ("conforms", "variant"), outcome.reason
    assert [x for x in judged(CoarseState, ["smoke", "one-step", "reset"]) if x[1].failed] == []


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Overwritten, "the nearer neighbour is drawn at another rate"),
        (OneNoise, "draws of parameters 0 and 1 agree"),
        (OneNumber, ""),
        (Repeating, "draws of elements 64 apart agree in parameter"),
        (EachStep, "draws of steps 1 and 2 agree in parameter"),
        (SeedUnheard, "the same draws"),
        (Short, "zero is drawn near, or away from, too often"),
        (Upwards, "is no neighbour of its exact value after step 1"),
        (Directed, ""),
    ],
)
def test_each_way_to_get_it_wrong_is_convicted(kind, reason):
    outcome = drawn(kind)

    assert outcome.verdict.value == "violates"
    assert outcome.clauses == ("STEP-5",)
    assert reason in outcome.reason


def test_what_is_not_repeated_by_its_seed_is_convicted():
    found = {outcome.clauses for _, outcome in judged(Unseeded, ["smoke"]) if outcome.failed}
    assert found == {("STEP-2",)}
