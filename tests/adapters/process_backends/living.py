"""The embedded backend as a program of its own; with an argument it is wrong in the way of that name."""

import sys

from goldstep.adapters.numpy import Numpy
from goldstep.adapters.process.serve import serve


class ForgetsGroups(Numpy):
    def restore(self, saved):
        groups = self._groups
        super().restore(saved)
        self._groups = groups


class CountsAll(Numpy):
    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        self._counts = [max(self._counts)] * len(self._counts)


class WritesGradients(Numpy):
    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        self._given = [None if g is None else 2 * g for g in gradients]

    def gradients(self):
        return self._given


KINDS = {"": Numpy, "forgets": ForgetsGroups, "counts": CountsAll, "writes": WritesGradients}
serve(KINDS[(sys.argv[1:] or [""])[0]], sys.stdin.buffer, sys.stdout.buffer)
