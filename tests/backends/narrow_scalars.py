"""An Adam that holds every scalar in the dtype of the parameters, as those of Keras and TensorFlow do."""

import ml_dtypes
import numpy as np

from goldstep.adapters.contract import Contract, Info

NARROW = ml_dtypes.bfloat16


class Declared:
    """It says so."""

    contract = Contract(constants="tensor", coefficients="tensor")

    def info(self):
        return Info("narrow", "1", algorithms={"adam": ["paper"]}, dtypes=["bfloat16"], contract=self.contract)

    def init(self, setup):
        self.t = 0
        self.theta = [x.astype(NARROW) for x in setup.params]
        self.m, self.v = ([np.zeros_like(x) for x in self.theta] for _ in range(2))

    def step(self, gradients, hyper):
        self.t += 1
        lr, beta1, beta2, eps, one = map(NARROW, [*(hyper[name] for name in ("lr", "beta1", "beta2", "eps")), 1])
        first, second = one - NARROW(beta1**self.t), one - NARROW(beta2**self.t)
        for theta, m, v, gradient in zip(self.theta, self.m, self.v, gradients, strict=True):
            g = gradient.astype(NARROW)
            m[...] = beta1 * m + (one - beta1) * g
            v[...] = beta2 * v + (one - beta2) * (g * g)
            with np.errstate(all="ignore"):  # a divisor may be 0: it is 1 - beta2, in 16 bits
                theta[...] = theta - lr * (m / first) / (np.sqrt(v / second) + eps)

    def state(self):
        return {name: [x.astype(np.float64) for x in getattr(self, name)] for name in ("theta", "m", "v")}

    def load(self, state):
        self.t = state.get("t", self.t)
        for name, given in state.items():
            if name != "t":
                setattr(self, name, [np.asarray(x).astype(NARROW) for x in given])


class Undeclared(Declared):
    """It does not."""

    contract = Contract()
