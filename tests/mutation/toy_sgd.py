"""An SGD that is mutated in tests: a framework of a few lines."""

import numpy as np


class SGD:
    """Heavy ball. No cell calls `report`, and nobody looks at `verbose`."""

    def __init__(self, params, lr=0.5, momentum=0.0, verbose=False):
        if lr < 0:
            raise ValueError(f"lr is {lr}")
        self.params, self.lr, self.momentum, self.verbose = params, lr, momentum, verbose
        self.velocities = [np.zeros_like(p) for p in params]

    def step(self, gradients):
        k = 0
        while k < len(self.params):
            self.update(k, gradients[k])
            k += 1

    def update(self, k, g):
        velocity = self.velocities[k]
        velocity *= self.momentum
        velocity += g
        self.params[k] -= self.lr * velocity

    def report(self):
        return sum(v.size for v in self.velocities) + 1
