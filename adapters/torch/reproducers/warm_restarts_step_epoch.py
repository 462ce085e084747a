"""torch 2.13: CosineAnnealingWarmRestarts.step(epoch) misses restarts, for it finds the cycle by a rounded logarithm.

With T_mult=3 the step at 121 T_0 begins the sixth cycle; step(epoch) takes it for the end of the fifth, and gives the
least learning rate in place of the largest.

Severity: medium.
Clauses: COSINE-WARM-RESTARTS-1.
"""

import warnings

import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts

warnings.simplefilter("ignore")
for first, growth, epoch in ((1, 3, 121), (10, 3, 1210), (6, 10, 666)):
    rates = []
    for by_epoch in (False, True):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        scheduler = CosineAnnealingWarmRestarts(optimizer, T_0=first, T_mult=growth)
        optimizer.step()
        for _ in range(0 if by_epoch else epoch):
            scheduler.step()
        if by_epoch:
            scheduler.step(epoch)
        rates.append(optimizer.param_groups[0]["lr"])
    print(
        f"T_0={first}, T_mult={growth}: learning rate {rates[0]:g} after {epoch} steps, {rates[1]:g} by step({epoch})"
    )
