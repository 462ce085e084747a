"""The adapter of the SGD that is mutated in tests."""

import numpy as np
from toy_sgd import SGD

from goldstep.adapters.contract import Info


class Toy:
    def info(self):
        return Info("toy", "1", algorithms={"sgd": ["optax-0.2.8-momentum"]}, dtypes=("float64",))

    def init(self, setup):
        self.optimizer = SGD([np.array(p, dtype=setup.dtype) for p in setup.params])

    def step(self, gradients, hyper):
        vars(self.optimizer).update(lr=hyper["lr"], momentum=hyper["momentum"])
        self.optimizer.step(gradients)

    def state(self):
        return {"theta": self.optimizer.params, "b": self.optimizer.velocities}

    def load(self, state):
        for name, own in (("theta", self.optimizer.params), ("b", self.optimizer.velocities)):
            for mine, x in zip(own, state.get(name, own), strict=True):
                mine[...] = x
