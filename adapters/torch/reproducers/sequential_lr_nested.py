"""torch 2.13: SequentialLR takes another sequence or a chain as a member, and then fails or runs a step ahead.

A nested one that is to begin at a milestone raises NotImplementedError there. As the first member it raises nothing,
but it has taken a step too many before the first one.

Severity: medium.
Clauses: SEQUENTIAL-LR-1.
Upstream: https://github.com/pytorch/pytorch/issues/196243.
"""

import torch
from torch.optim.lr_scheduler import ChainedScheduler, ConstantLR, ExponentialLR, SequentialLR


def sequence(optimizer):
    return SequentialLR(optimizer, [ConstantLR(optimizer, 0.25, 100), ExponentialLR(optimizer, 0.5)], milestones=[2])


def chain(optimizer):
    return ChainedScheduler([ConstantLR(optimizer, 0.25, 100), ExponentialLR(optimizer, 0.5)])


def rates(make, steps=4):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = make(optimizer)
    for _ in range(steps):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()


for inner in (sequence, chain):
    print(f"{inner.__name__} alone: {list(rates(inner))}")
    nested = rates(lambda o, inner=inner: SequentialLR(o, [inner(o), ExponentialLR(o, 0.5)], milestones=[9]))
    print(f"{inner.__name__} as the first member: {list(nested)}")
    later = rates(lambda o, inner=inner: SequentialLR(o, [ExponentialLR(o, 0.5), inner(o)], milestones=[1]))
    try:
        print(f"{inner.__name__} from the first milestone on: {list(later)}")
    except NotImplementedError:
        print(f"{inner.__name__} from the first milestone on: NotImplementedError")
