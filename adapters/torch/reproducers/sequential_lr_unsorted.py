"""torch 2.13: SequentialLR takes milestones that are not sorted, and then leaves a member out.

Severity: medium.
Clauses: none, for SEQUENTIAL-LR-1 knows sorted milestones alone.
"""

import torch
from torch.optim.lr_scheduler import ConstantLR, SequentialLR

optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
members = [ConstantLR(optimizer, factor, 100) for factor in (0.5, 0.25, 0.125)]
scheduler = SequentialLR(optimizer, members, milestones=[4, 2])
rates = []
for _ in range(6):
    rates.append(optimizer.param_groups[0]["lr"])
    optimizer.step()
    scheduler.step()
print(f"factors 0.5, 0.25, 0.125 with milestones [4, 2]: {rates}")
