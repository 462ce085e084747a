"""Sound adapters whose Adam is wrong."""

from dataclasses import replace

from goldstep.adapters.contract import Info
from goldstep.adapters.numpy import Numpy
from goldstep.conformance.impostors.impostor import of_algorithm


class Claims(Numpy):
    """Claims to be PyTorch's Adam."""

    def info(self):
        return Info("claims", "1", {"adam": ["pytorch-2.13"]})


class Keras(Claims):
    """Keras's Adam under PyTorch's name."""

    def init(self, setup):
        super().init(setup)
        self._variant = "keras-3.15"


class FixedEps(Claims):
    """Epsilon is 1e-3 whatever was asked for."""

    def step(self, gradients, hyper):
        super().step(gradients, {**hyper, "eps": 1e-3})


class DoubledRate(Claims):
    def step(self, gradients, hyper):
        super().step(gradients, {**hyper, "lr": 2 * hyper["lr"]})


eps_inside_root = next(i for i in of_algorithm("adam") if i.name == "eps-inside-root").backend().make


class Erratic(Claims):
    """The rate is another at every step: nothing that fits one value explains it."""

    def step(self, gradients, hyper):
        super().step(gradients, {**hyper, "lr": hyper["lr"] * (1 + self._counts[0] % 3)})


class Rare(Claims):
    """Wrong for most decay rates, but not for the few that the battery's own pool has."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if (32 * hyper["beta1"] - 16) % 5:
            self._theta = [x + 1 for x in self._theta]


class LoadsHalf(Claims):
    """Halves the second moment that it loads."""

    def load(self, state):
        super().load({name: [x / 2 for x in value] if name == "v" else value for name, value in state.items()})


class Coarse(Claims):
    """Its second moment is corrected as that of the step after; in 16 bits, too."""

    def info(self):
        return replace(super().info(), dtypes=("float64", "float16"))

    def step(self, gradients, hyper):
        t, beta2 = self._counts[0] + 1, hyper["beta2"]
        ratio = ((1 - beta2 ** (t + 1)) / (1 - beta2**t)) ** 0.5
        super().step(gradients, {**hyper, "lr": hyper["lr"] * ratio, "eps": hyper["eps"] * ratio})
