"""torch 2.13: ConstantLR keeps its factor for ever if it is to hold for 0 steps, and divides by a factor of 0.

StepLR divides by a step size of 0.

Severity: medium.
Clauses: none, for these lengths and this factor are outside the domains of CONSTANT-LR-1 and STEP-LR-1.
Upstream: https://github.com/pytorch/pytorch/issues/185006.
"""

import torch
from torch.optim.lr_scheduler import ConstantLR, StepLR


def rates(make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    for _ in range(steps):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()


for n in (1, 0):
    print(f"ConstantLR, factor=0.5, total_iters={n}: {list(rates(lambda o, n=n: ConstantLR(o, 0.5, n), 4))}")
for text, make in {
    "ConstantLR, factor=0, total_iters=2": lambda o: ConstantLR(o, 0.0, 2),
    "StepLR, step_size=0": lambda o: StepLR(o, 0),
}.items():
    try:
        print(f"{text}: {list(rates(make, 4))}")
    except ZeroDivisionError as error:
        print(f"{text}: ZeroDivisionError: {error}")
