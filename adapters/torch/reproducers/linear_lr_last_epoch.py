"""torch 2.13: LinearLR resumed after its first step, with last_epoch=-1 as ever one less than it was, starts twice.

The learning rate is loaded with the optimizer and has the first factor already; the constructor multiplies it by it
once more. From the second step on the same rule leaves the learning rate alone.

Severity: medium.
Clauses: STEP-3, LINEAR-LR-4.
"""

import copy

import torch
from torch.optim.lr_scheduler import LinearLR

for steps in (0, 1, 2):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = LinearLR(optimizer, 0.25, 1.0, 3)
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
    resumed = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    again = LinearLR(resumed, 0.25, 1.0, 3, last_epoch=steps - 1)
    before, after = (x.param_groups[0]["lr"] for x in (optimizer, resumed))
    print(
        f"e = {steps}: {before} when saved, {after} with last_epoch={steps - 1}, where last_epoch is {again.last_epoch}"
    )
