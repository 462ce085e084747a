"""torch 2.13: CosineAnnealingLR after another scheduler, one step past its end, forgets the other's factor.

There it adds a part of the base learning rate to the rate it finds. Everywhere else the two factors multiply.

Severity: medium.
Clauses: none, for COSINE-ANNEALING-4 has the addition as part of the recursive form.
Upstream: https://github.com/pytorch/pytorch/pull/19180 brought the addition.
"""

import math

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
schedulers = CosineAnnealingLR(optimizer, T_max=10), ExponentialLR(optimizer, gamma=0.9)
for e in range(14):
    if e > 8:
        product = (1 + math.cos(math.pi * e / 10)) / 2 * 0.9**e
        print(f"step {e}: {optimizer.param_groups[0]['lr']:.6f}, product of the factors {product:.6f}")
    optimizer.step()
    for scheduler in schedulers:
        scheduler.step()
