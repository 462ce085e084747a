"""torch 2.13: members of ChainedScheduler that are made with last_epoch set the learning rate of part of the chain.

LinearLR after the first step applies its start factor once more, for last_epoch is -1 then. LambdaLR at any step
forgets the members that come after it, until the next step of the scheduler.

Severity: medium.
Clauses: STEP-3, CHAINED-SCHEDULER-1.
"""

import torch
from torch.optim.lr_scheduler import ChainedScheduler, ExponentialLR, LambdaLR, LinearLR


def warm_up(optimizer, last_epoch=-1):
    return [LinearLR(optimizer, 0.25, 1.0, 4, last_epoch), ExponentialLR(optimizer, 0.5, last_epoch)]


def absolute(optimizer, last_epoch=-1):
    return [LambdaLR(optimizer, lambda e: 1 / (1 + e), last_epoch), ExponentialLR(optimizer, 0.5, last_epoch)]


for make, e in ((warm_up, 0), (absolute, 3)):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = ChainedScheduler(make(optimizer))
    for _ in range(e):
        optimizer.step()
        scheduler.step()
    resumed = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    resumed.load_state_dict(optimizer.state_dict())
    ChainedScheduler(make(resumed, last_epoch=e - 1))
    right, wrong = optimizer.param_groups[0]["lr"], resumed.param_groups[0]["lr"]
    print(f"{make.__name__}, e = {e}: {right} without a resumption, {wrong} after one with last_epoch={e - 1}")
