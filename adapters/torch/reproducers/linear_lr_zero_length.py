"""torch 2.13: LinearLR with total_iters=0 stays at start_factor for ever, and step(epoch) divides by zero.

PolynomialLR with total_iters=0 stays at the base learning rate, and step(epoch) divides by zero as well.

Severity: medium.
Clauses: none, for LINEAR-LR-1 and POLYNOMIAL-LR-2 have a length of 0 as it is.
Upstream: https://github.com/pytorch/pytorch/pull/178295.
"""

import warnings

import torch
from torch.optim.lr_scheduler import LinearLR, PolynomialLR

warnings.simplefilter("ignore")
for kind in (LinearLR, PolynomialLR):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = kind(optimizer, total_iters=0)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    print(f"{kind.__name__}: after three steps the learning rate is {optimizer.param_groups[0]['lr']:.4f}")
    try:
        scheduler.step(3)
    except ZeroDivisionError as error:
        print(f"{kind.__name__}: step(3) raises ZeroDivisionError: {error}")
