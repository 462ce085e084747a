"""torch 2.13: ConstantLR, LambdaLR, and MultiStepLR with a milestone at 0, made after the optimizer's state is loaded.

They change the learning rate of the next step: by their first factor once more, or back to that of the first step.
StepLR does not mind this order.

Documented: LRScheduler warns to make a scheduler before the optimizer's state is loaded.

Severity: medium.
Clauses: STEP-3.
"""

import copy

import torch
from torch.optim.lr_scheduler import ConstantLR, LambdaLR, MultiStepLR, StepLR


def fresh():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


SCHEDULERS = (
    lambda optimizer: ConstantLR(optimizer, 0.5, 5),
    lambda optimizer: MultiStepLR(optimizer, [0, 5], 0.5),
    lambda optimizer: LambdaLR(optimizer, lambda e: 1 / (1 + e)),
    lambda optimizer: StepLR(optimizer, 5, 0.5),
)
for make in SCHEDULERS:
    for order in ("scheduler made first", "optimizer loaded first"):
        optimizer = fresh()
        scheduler = make(optimizer)
        optimizer.step()
        scheduler.step()
        saved, schedule = (copy.deepcopy(x.state_dict()) for x in (optimizer, scheduler))
        resumed = fresh()
        if order == "scheduler made first":
            again = make(resumed)
            resumed.load_state_dict(saved)
        else:
            resumed.load_state_dict(saved)
            again = make(resumed)
        again.load_state_dict(schedule)
        before, after = (x.param_groups[0]["lr"] for x in (optimizer, resumed))
        print(f"{type(again).__name__}, {order}: the learning rate was {before:g} and is {after:g}")
