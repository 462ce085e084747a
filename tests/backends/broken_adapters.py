"""Adapters that break the contract, each in one way. What they compute is a correct Adam."""

# ruff: noqa: RUF012  (nobody changes these class attributes)

import numpy as np

from goldstep.adapters.contract import Info, Unsupported
from goldstep.adapters.numpy import Numpy


class Sound(Numpy):
    algorithms = {"adam": ["paper"]}
    dtypes = ("float64", "float32")
    unreadable = {}

    def info(self):
        return Info("sound", "1", self.algorithms, self.dtypes, unreadable=self.unreadable)


class InfoNone(Sound):
    def info(self):
        return None


class InfoRaises(Sound):
    def info(self):
        raise RuntimeError("no licence")


class AlgorithmsInAList(Sound):
    algorithms = ["adam"]


class VariantAsText(Sound):
    algorithms = {"adam": "paper"}


class UnknownAlgorithm(Sound):
    algorithms = {"adaam": ["paper"]}


class UnknownVariant(Sound):
    algorithms = {"adam": ["pytorch-2.14"]}


class UnknownDtype(Sound):
    dtypes = ("float31",)


class InitRaises(Sound):
    def init(self, setup):
        raise RuntimeError("out of memory")


class StepRaises(Sound):
    def step(self, gradients, hyper):
        raise ZeroDivisionError("in the kernel")


class StepExits(Sound):
    """Ends the process as if all were well."""

    def step(self, gradients, hyper):
        raise SystemExit(0)


class StateNone(Sound):
    def state(self):
        return None


class StateWithoutTheta(Sound):
    def state(self):
        return {"m": super().state()["m"]}


class StateTransposed(Sound):
    def state(self):
        return {name: [x.T for x in value] if name == "m" else value for name, value in super().state().items()}


class StateTooShort(Sound):
    def state(self):
        return {name: value[:1] if name == "v" else value for name, value in super().state().items()}


class StateOfText(Sound):
    def state(self):
        return {**super().state(), "m": ["one", "two"]}


class StateUnknownSlot(Sound):
    def state(self):
        return {**super().state(), "exp_avg": super().state()["m"]}


class StateLacksSlot(Sound):
    def state(self):
        return {name: value for name, value in super().state().items() if name != "v"}


class StateNaN(Sound):
    def state(self):
        return {name: [x * np.nan for x in value] if name != "t" else value for name, value in super().state().items()}


class StateTooWide(Sound):
    """Shows float64 numbers whatever dtype was asked for."""

    def state(self):
        return {**super().state(), "m": [np.full(x.shape, 0.1) for x in self._theta]}


class OtherStart(Sound):
    def init(self, setup):
        super().init(setup)
        self._theta = [x + 1 for x in self._theta]


class ChangesParams(Sound):
    def init(self, setup):
        super().init(setup)
        for p in setup.params:
            p += 1


class KeepsParams(Sound):
    """Writes its steps into the arrays that it was given."""

    def init(self, setup):
        super().init(setup)
        self.given = setup.params

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        for given, theta in zip(self.given, self._theta, strict=True):
            given[...] = theta


class ChangesGradients(Sound):
    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        for g in gradients:
            g *= 0.5


class KeepsGradients(Sound):
    """Applies each gradient one step late, from the caller's own array."""

    kept = None

    def step(self, gradients, hyper):
        super().step(self.kept or gradients, hyper)
        self.kept = gradients


class LoadsNothing(Sound):
    def load(self, state):
        pass


class LoadRaises(Sound):
    def load(self, state):
        raise NotImplementedError("load")


class NaNLater(Sound):
    """Sound, but wrong: the second step gives NaN. A violation, not an error."""

    algorithms = {"adam": ["paper"], "adagrad": ["paper"]}

    def step(self, gradients, hyper):
        super().step([g * np.nan for g in gradients] if self._counts[0] == 1 else gradients, hyper)


class LacksTheKernel(Sound):
    """Sound, but what is missing shows only where a step is made. Untested, not an error."""

    def step(self, gradients, hyper):
        raise Unsupported("no kernel for this dtype")


class GivesUpLater(Sound):
    """Makes two steps, and calls the third unsupported."""

    def step(self, gradients, hyper):
        if self._counts[0] == 2:
            raise Unsupported("no third step")
        super().step(gradients, hyper)


class Opaque(Sound):
    """Shows its parameters only."""

    unreadable = {"adam": ["m", "v"]}

    def state(self):
        return {"theta": super().state()["theta"], "t": self._counts[0]}


class NoLoad(Sound):
    load = None


not_callable = "an adapter"
