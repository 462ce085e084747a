"""torch 2.13: CosineAnnealingLR takes T_max=0 and divides by zero at its first step.

Severity: low.
Clauses: none, for a length of 0 is outside the domain of COSINE-ANNEALING-1.
Upstream: https://github.com/pytorch/pytorch/issues/185006.
"""

import torch

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=0)
optimizer.step()
try:
    scheduler.step()
except ZeroDivisionError as error:
    print(f"made without complaint; step() raises ZeroDivisionError: {error}")
