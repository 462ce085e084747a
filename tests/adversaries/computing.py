"""Adversaries that compute something else: each is wrong in its own place, and a check must see it there."""

import itertools
import time

import numpy as np
from adversary import Sound, must

from goldstep.adapters.contract import Info

FOUND = {"sound": 1, "violates": 2}


def of(*checks):
    """Options that select checks."""
    return tuple(itertools.chain.from_iterable(("--check", check) for check in checks))


@must(1, FOUND, "b of parameter 0", "SGD-4")
class RateOffByAThousandth(Sound):
    """A learning rate that is off by a thousandth."""

    def step(self, gradients, hyper):
        super().step(gradients, {**hyper, "lr": hyper["lr"] * 1.001})


@must(1, FOUND)
class RateOffByAFewRoundoffs(Sound):
    """A learning rate that is off by 2^-46, which is 128 roundoffs."""

    def step(self, gradients, hyper):
        super().step(gradients, {**hyper, "lr": hyper["lr"] * (1 + 2.0**-46)})


@must(1, FOUND)
class DoesNothing(Sound):
    """Stays where it is, and counts."""

    def step(self, gradients, hyper):
        super().step([0 * g for g in gradients], {**hyper, "lr": 0.0})


@must(1, FOUND)
class Ascends(Sound):
    """Goes uphill."""

    def step(self, gradients, hyper):
        super().step([-g for g in gradients], hyper)


@must(1, FOUND)
class LeavesOutTheLastElement(Sound):
    """Misses the last element of each parameter, as a loop that ends too early does."""

    def step(self, gradients, hyper):
        before = [x.copy() for x in self._theta]
        super().step(gradients, hyper)
        for x, y in zip(self._theta, before, strict=True):
            x.reshape(-1)[-1] = y.reshape(-1)[-1]


@must(1, FOUND)
class LeavesOutTheLastParameter(Sound):
    """Misses the last parameter."""

    def step(self, gradients, hyper):
        super().step([*gradients[:-1], 0 * gradients[-1]], hyper)


@must(1, FOUND)
class TurnsParametersAround(Sound):
    """Gives each parameter the gradient of another, where the sizes agree, and else its own turned around."""

    def step(self, gradients, hyper):
        super().step([g[..., ::-1] for g in gradients], hyper)


@must(1, FOUND)
class IsLate(Sound):
    """Applies each gradient one step late, from a copy."""

    kept = None

    def step(self, gradients, hyper):
        super().step(self.kept or [0 * g for g in gradients], hyper)
        self.kept = [np.array(g) for g in gradients]


@must(1, FOUND)
class ForgetsItsMomentum(Sound):
    """Begins anew with each third step."""

    def step(self, gradients, hyper):
        if self._counts[0] % 3 == 2:
            for slots in self._slots:
                slots["b"] = 0 * slots["b"]
        super().step(gradients, hyper)


@must(1, FOUND)
class ComputesInSinglePrecision(Sound):
    """Rounds its parameters to float32, and calls them float64."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        self._theta = [x.astype(np.float32).astype(float) for x in self._theta]


@must(1, FOUND)
class ClipsUnasked(Sound):
    """Clips its gradients."""

    def step(self, gradients, hyper):
        super().step([np.clip(g, -1e-3, 1e-3) for g in gradients], hyper)


@must(1, FOUND)
class DecaysUnasked(Sound):
    """Has a weight decay that nobody asked for."""

    def step(self, gradients, hyper):
        super().step([g + 1e-4 * x for g, x in zip(gradients, self._theta, strict=True)], hyper)


@must(1, {"violates": 1}, words=of("trajectory"))
class IsWrongOnce(Sound):
    """Is wrong in its fifth step."""

    def step(self, gradients, hyper):
        super().step([2 * g for g in gradients] if self._counts[0] == 4 else gradients, hyper)


@must(1, FOUND)
class BecomesNotANumber(Sound):
    """Becomes NaN in its third step."""

    def step(self, gradients, hyper):
        super().step([g * np.nan for g in gradients] if self._counts[0] == 2 else gradients, hyper)


@must(1, {"violates": 3}, "two runs over the same inputs differ")
class IsRandom(Sound):
    """Adds noise that is not the same twice."""

    noise = np.random.default_rng(1)

    def step(self, gradients, hyper):
        super().step([g * (1 + 1e-3 * self.noise.standard_normal()) for g in gradients], hyper)


@must(1, {"violates": 3}, "two runs over the same inputs differ")
class LooksAtTheClock(Sound):
    """Depends on the time."""

    def step(self, gradients, hyper):
        super().step([g * (1 + time.perf_counter_ns() * 1e-12) for g in gradients], hyper)


@must(1, {"violates": 2, "variant": 1})
class SharesItsMomentum(Sound):
    """All instances have one momentum, which is of the class."""

    shared = {}  # noqa: RUF012  (the mistake)

    def step(self, gradients, hyper):
        for i, slots in enumerate(self._slots):
            slots["b"] = self.shared.get((i, slots["b"].shape), slots["b"])
        super().step(gradients, hyper)
        self.shared.update({(i, slots["b"].shape): slots["b"] for i, slots in enumerate(self._slots)})


class Counted(Sound):
    """Knows the number of its instance."""

    number = -1
    counter = None

    def init(self, setup):
        super().init(setup)
        self.number = next(type(self).counter)

    def wrong(self):
        return False

    def step(self, gradients, hyper):
        super().step([2 * g for g in gradients] if self.wrong() else gradients, hyper)


@must(1, {"violates": 1, "variant": 2}, "two runs over the same inputs differ")
class SecondInstanceIsWrong(Counted):
    """The second run of a process is wrong."""

    counter = itertools.count()

    def wrong(self):
        return self.number == 1


@must(1, {"violates": 1}, words=("--check", "life", "--case", "instances@paper-momentum"))
class OneInstanceOutOfManyIsWrong(Counted):
    """One run out of a hundred is wrong, as where memory is used again."""

    counter = itertools.count()

    def wrong(self):
        return self.number == 100


@must(2, {"error": 3}, "load() of zero parameters leaves")
class LoadsNothing(Sound):
    """Takes no state."""

    def load(self, state):
        pass


@must(1, {"violates": 1}, words=("--check", "identities", "--case", "resume@paper-momentum"))
class ForgetsMomentumInLoad(Sound):
    """Takes up the parameters of a state, and begins its momentum anew."""

    def load(self, state):
        super().load({slot: [0 * x for x in xs] if slot == "b" else xs for slot, xs in state.items()})


@must(1, {"violates": 1}, words=("--check", "life", "--case", "changes@paper-momentum"))
class KeepsItsFirstRate(Sound):
    """Goes on with the hyperparameters of its first step."""

    first = None

    def step(self, gradients, hyper):
        self.first = self.first or dict(hyper)
        super().step(gradients, self.first)


@must(1, {"sound": 1, "variant": 1, "violates": 1})
class KnowsFewShapes(Sound):
    """Is wrong from 257 elements on, as a kernel whose last block is left out."""

    def step(self, gradients, hyper):
        super().step([g if g.size < 257 else 0 * g for g in gradients], hyper)


@must(1, {"violates": 1}, words=("--check", "life", "--case", "late@paper-momentum"))
class IsWrongLate(Sound):
    """Is wrong from step 2^24 on, as where steps are counted in float32."""

    def step(self, gradients, hyper):
        super().step(gradients if self._counts[0] < 2**24 else [1.01 * g for g in gradients], hyper)


@must(1, {"violates": 1}, "STEP-5", words=("--check", "bias"))
class RoundsUp(Sound):
    """Shows the next larger number in place of each parameter."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        self._theta = [np.nextafter(x, np.inf) for x in self._theta]


@must(1, {"violates": 2}, words=of("one-step"))
class FlushesSmallSteps(Sound):
    """Leaves out updates below 1e-8."""

    def step(self, gradients, hyper):
        super().step([np.where(abs(g) < 1e-1, 0.0, g) for g in gradients], hyper)


class OfAdam(Sound):
    """A correct Adam."""

    algorithms = {"adam": ["paper"]}  # noqa: RUF012  (nobody changes it)

    def info(self):
        return Info("of adam", "1", self.algorithms, self.dtypes)


@must(1, {"sound": 1, "violates": 2}, "ADAM-")
class ForgetsBiasCorrection(OfAdam):
    """Adam without its bias correction."""

    def step(self, gradients, hyper):
        self._counts = [10**9] * len(self._theta)
        super().step(gradients, hyper)


@must(1, {"sound": 1, "violates": 2})
class CallsItselfPaper(OfAdam):
    """Computes a variant other than the one that it declares."""

    def init(self, setup):
        super().init(setup)
        self._variant = "optax-0.2.8-eps-root"


@must(1, {"violates": 1}, words=("--check", "trajectory"))
class ShowsNothingAndIsWrong(RateOffByAThousandth):
    """Wrong, and shows its parameters only."""

    def info(self):
        return Info("opaque", "1", self.algorithms, self.dtypes, unreadable={"sgd": ["b"]})

    def state(self):
        return {slot: x for slot, x in super().state().items() if slot != "b"}
