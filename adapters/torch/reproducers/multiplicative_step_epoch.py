"""torch 2.13: MultiplicativeLR.step(epoch) applies one factor, that of the epoch, to the learning rate that it finds.

Other schedulers have a closed form for this deprecated call; this one has none and does not say so.

Severity: medium.
Clauses: MULTIPLICATIVE-LR-3.
"""

import warnings

import torch
from torch.optim.lr_scheduler import MultiplicativeLR

warnings.simplefilter("ignore")


def fresh():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    return optimizer, MultiplicativeLR(optimizer, lambda e: 0.5)


optimizer, scheduler = fresh()
for _ in range(3):
    optimizer.step()
    scheduler.step()
print(f"three times step(): {optimizer.param_groups[0]['lr']}")

optimizer, scheduler = fresh()
scheduler.step(3)
print(f"step(3): {optimizer.param_groups[0]['lr']}")
