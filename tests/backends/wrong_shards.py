"""Runs over two processes that are right in one of them, or right for what each holds by itself."""

import torch

from goldstep.adapters.torch import Torch, begun
from goldstep.adapters.torch.bindings.clip_by_global_norm import BINDING
from goldstep.adapters.torch.everywhere import Everywhere
from goldstep.adapters.torch.transforms import Transform


class Sharded(Torch):
    """The backend of torch, where every run is begun in each process by `begin`."""

    def init(self, setup):
        self._run = Everywhere(2, type(self).begin, setup)


def with_local_norm(setup):
    """Each process clips by the norm of what it holds."""

    def clip(parameters, hyper, given):
        local = [torch.nn.Parameter(p.to_local().detach()) for p in parameters]
        for own, p in zip(local, parameters, strict=True):
            own.grad = p.grad.to_local()
        BINDING.apply(local, hyper, given)

    return Transform(variants=BINDING.variants, apply=clip, missing=True).begin(setup)


class LocalNorm(Sharded):
    begin = staticmethod(with_local_norm)


def with_rates_of_their_own(setup):
    """Each process reads the learning rate from a schedule of its own, which steps once for each process."""
    run = begun(setup)
    step = run.step
    run.step = lambda gradients, hyper: step(
        gradients, {**hyper, "lr": hyper["lr"] / 2 ** torch.distributed.get_rank()}
    )
    return run


class OwnRates(Sharded):
    begin = staticmethod(with_rates_of_their_own)


def that_fails(setup):
    """A process fails where the others wait for it."""
    run = begun(setup)
    if torch.distributed.get_rank():
        run.step = lambda gradients, hyper: 1 / 0
    else:
        run.step = lambda gradients, hyper: torch.distributed.barrier()
    return run


class Fails(Sharded):
    begin = staticmethod(that_fails)
