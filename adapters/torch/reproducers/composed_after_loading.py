"""torch 2.13: SequentialLR and ChainedScheduler made after the optimizer's state is loaded leave another learning rate.

Each constructor sets the learning rate once more, and a scheduler's own state does not contain it.

Documented: LRScheduler warns to make a scheduler before the optimizer's state is loaded.

Severity: medium.
Clauses: STEP-3.
"""

import copy

import torch
from torch.optim.lr_scheduler import ChainedScheduler, ExponentialLR, LinearLR, SequentialLR


def sequence(optimizer):
    return SequentialLR(optimizer, [LinearLR(optimizer, 0.25, 1.0, 4), ExponentialLR(optimizer, 0.5)], milestones=[4])


def chain(optimizer):
    return ChainedScheduler([LinearLR(optimizer, 0.25, 1.0, 4), ExponentialLR(optimizer, 0.5)])


for make in (sequence, chain):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = make(optimizer)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    resumed = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    resumed.load_state_dict(optimizer.state_dict())
    make(resumed).load_state_dict(copy.deepcopy(scheduler.state_dict()))
    right, wrong = optimizer.param_groups[0]["lr"], resumed.param_groups[0]["lr"]
    print(f"{make.__name__}: {right} before it was saved, {wrong} after it was loaded")
