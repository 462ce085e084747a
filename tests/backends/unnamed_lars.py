"""tinygrad's LARS with classic=False: no variant has a name for it, so it is called by its settings."""

from types import MappingProxyType

import numpy as np

from goldstep.adapters.contract import Info


class Unnamed:
    settings = MappingProxyType({"variant": "tinygrad-0.14", "buffered": "nothing"})

    def info(self):
        return Info("unnamed", "1", {"lars": [dict(self.settings)]})

    def init(self, setup):
        self.told = setup.variant
        self.theta = [p.astype(setup.dtype) for p in setup.params]
        self.b = [np.zeros_like(p) for p in self.theta]
        self.t = 0

    def ratio(self, h, of_theta, of_g):
        divisor = of_g + h["weight_decay"] * of_theta
        return h["trust_coefficient"] * of_theta / divisor if of_theta > 0 and of_g > 0 else 1.0

    def step(self, gradients, h):
        self.t += 1
        for i, (x, given) in enumerate(zip(self.theta, gradients, strict=True)):
            g = given.astype(x.dtype)
            ratio = self.ratio(h, np.sqrt((x * x).sum()), np.sqrt((g * g).sum()))
            self.b[i] = h["momentum"] * self.b[i] + (g + h["weight_decay"] * x)
            self.theta[i] = x - x.dtype.type(ratio * h["lr"]) * self.b[i]

    def state(self):
        return {"theta": [x.copy() for x in self.theta], "b": [x.copy() for x in self.b], "t": self.t}


class Zeros(Unnamed):
    """The ratio guards the divisor, as the paper's does, though it says that it guards the gradient."""

    def ratio(self, h, of_theta, of_g):
        divisor = of_g + h["weight_decay"] * of_theta
        return h["trust_coefficient"] * of_theta / divisor if divisor > 0 else 1.0


class NoSwitch(Unnamed):
    settings = MappingProxyType({"zeros": "gradient"})


class NoSetting(Unnamed):
    settings = MappingProxyType({"zero": "gradients"})


class NoWords(Unnamed):
    settings = MappingProxyType({"zero": 1})


class Nothing(Unnamed):
    settings = MappingProxyType({})
