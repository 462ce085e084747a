"""Runs over processes that are right in one of them, or right for what each holds by itself."""

import torch

from goldstep.adapters.everywhere import Everywhere
from goldstep.adapters.torch import Torch, begun
from goldstep.adapters.torch.bindings.clip_by_global_norm import BINDING
from goldstep.adapters.torch.shards import meet
from goldstep.adapters.torch.transforms import Transform


def with_local_norm(setup):
    """Each process clips by the norm of what it holds."""

    def clip(parameters, hyper, given):
        local = [torch.nn.Parameter(p.to_local().detach()) for p in parameters]
        for own, p in zip(local, parameters, strict=True):
            own.grad = p.grad.to_local()
        BINDING.apply(local, hyper, given)

    return Transform(variants=BINDING.variants, apply=clip, missing=True).begin(setup)


def with_rates_of_their_own(setup):
    """Each process reads the learning rate from a schedule of its own, which steps once for each process."""
    run = begun(setup)
    step = run.step
    run.step = lambda gradients, hyper: step(
        gradients, {**hyper, "lr": hyper["lr"] / 2 ** torch.distributed.get_rank()}
    )
    return run


def with_sums(setup):
    """Gradients are the sums of what the processes have, for nobody divides by their number."""
    run = begun(setup)
    average = run._way.average

    def added(params):
        average(params)
        for p in params:
            p.grad *= torch.distributed.get_world_size()

    run._way.average = added
    return run


def that_keeps_to_itself(setup):
    """Each process moves the parameters whose state it has, and tells the others nothing."""
    run = begun(setup)
    run._optimizer._sync_params = lambda: None
    return run


WRONG = {
    ("clip_by_global_norm", "fsdp2"): with_local_norm,
    ("adamw", "fsdp2"): with_rates_of_their_own,
    ("adamw", "ddp"): with_sums,
    ("adamw", "zero"): that_keeps_to_itself,
}


def wrong(setup):
    return WRONG[setup.algorithm, setup.mode](setup)


class Wrong(Torch):
    """The backend of torch, where something is wrong with every way of sharing a run out."""

    def init(self, setup):
        self._run = Everywhere(2, wrong, meet, setup)


def that_fails(setup):
    """A process fails where the others wait for it."""
    run = begun(setup)
    if torch.distributed.get_rank():
        run.step = lambda gradients, hyper: 1 / 0
    else:
        run.step = lambda gradients, hyper: torch.distributed.barrier()
    return run


class Fails(Torch):
    def init(self, setup):
        self._run = Everywhere(2, that_fails, meet, setup)
