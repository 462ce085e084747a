"""torch 2.13: CosineAnnealingWarmRestarts made after the optimizer's state is loaded sets the base learning rate.

It stays until the next step of the scheduler.

Documented: LRScheduler warns to make a scheduler before the optimizer's state is loaded.

Severity: medium.
Clauses: STEP-3.
"""

import copy

import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


first = optimizer()
scheduler = CosineAnnealingWarmRestarts(first, T_0=4)
for _ in range(3):
    first.step()
    scheduler.step()
resumed = optimizer()
resumed.load_state_dict(copy.deepcopy(first.state_dict()))
again = CosineAnnealingWarmRestarts(resumed, T_0=4)
again.load_state_dict(scheduler.state_dict())
rates = [x.param_groups[0]["lr"] for x in (first, resumed)]
print(f"step 3: learning rate {rates[0]:.4f} without a break, {rates[1]:.4f} resumed")
