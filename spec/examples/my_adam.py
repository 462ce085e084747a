import numpy as np

from goldstep.adapters.contract import Info


class Adam:
    def __init__(self, params):
        self.params, self.t = params, 0
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]

    def update(self, gradients, lr, beta1, beta2, eps):
        self.t += 1
        for p, m, v, g in zip(self.params, self.m, self.v, gradients, strict=True):
            m[...] = beta1 * m + (1 - beta1) * g
            v[...] = beta2 * v + (1 - beta2) * g * g
            p -= lr * (m / (1 - beta1**self.t)) / (np.sqrt(v / (1 - beta2**self.t)) + eps)


class MyAdam:
    def info(self):
        return Info("my-adam", "1.0", algorithms={"adam": ["paper"]})

    def init(self, setup):
        self.dtype = setup.dtype
        self.optimizer = Adam([p.astype(self.dtype) for p in setup.params])

    def step(self, gradients, hyper):
        self.optimizer.update([g.astype(self.dtype) for g in gradients], **hyper)

    def state(self):
        adam = self.optimizer
        return {"theta": adam.params, "m": adam.m, "v": adam.v}

    def load(self, state):
        self.optimizer.t = state.get("t", self.optimizer.t)
        for name, arrays in self.state().items():
            for array, new in zip(arrays, state.get(name, arrays), strict=True):
                array[...] = new
