"""torch 2.13: SWALR counts its own calls, so that step(epoch) and last_epoch do not move it to that epoch.

It has no closed form for step(epoch), and says nothing. With last_epoch it starts annealing anew from the loaded rate.

Severity: medium.
Clauses: STEP-3, SWALR-1.
"""

import copy
import warnings

import torch
from torch.optim.swa_utils import SWALR

warnings.simplefilter("ignore")


def fresh():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)


optimizer = fresh()
scheduler = SWALR(optimizer, swa_lr=0.05, anneal_epochs=10, anneal_strategy="linear")
for _ in range(7):
    optimizer.step()
    scheduler.step()
print("seven steps:", optimizer.param_groups[0]["lr"])

jumped = fresh()
SWALR(jumped, swa_lr=0.05, anneal_epochs=10, anneal_strategy="linear").step(7)
print("step(7):", jumped.param_groups[0]["lr"])

resumed = fresh()
resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
again = SWALR(resumed, swa_lr=0.05, anneal_epochs=10, anneal_strategy="linear", last_epoch=6)
for _ in range(3):
    for x, y in ((optimizer, scheduler), (resumed, again)):
        x.step()
        y.step()
print("three more:", optimizer.param_groups[0]["lr"], "and resumed with last_epoch=6:", resumed.param_groups[0]["lr"])
