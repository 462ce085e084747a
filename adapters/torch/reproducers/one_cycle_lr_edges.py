"""torch 2.13: OneCycleLR divides by zero, or misses its peak, where the first phase is short; and it goes on too far.

The first phase ends at pct_start * total_steps - 1. Where that is 0 its length is a divisor; where it is below 0 or
between two steps, no step has the greatest learning rate. One step after the last is allowed: it climbs back along
the cosine, and along the line it has a negative learning rate.

Severity: medium.
Clauses: ONE-CYCLE-LR-3, ONE-CYCLE-LR-6.
"""

import torch
from torch.optim.lr_scheduler import OneCycleLR


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)


try:
    OneCycleLR(optimizer(), max_lr=1.0, total_steps=10, pct_start=0.1)
except ZeroDivisionError as error:
    print(f"pct_start=0.1 of 10 steps: ZeroDivisionError: {error}")

for steps, part in ((8, 0.1), (10, 0.25)):
    held = optimizer()
    scheduler = OneCycleLR(held, max_lr=1.0, total_steps=steps, pct_start=part)
    rates = [held.param_groups[0]["lr"]]
    for _ in range(steps - 1):
        held.step()
        scheduler.step()
        rates.append(held.param_groups[0]["lr"])
    print(f"pct_start={part} of {steps} steps: the greatest learning rate of all steps is {max(rates):.4f}, not 1")

for strategy in ("cos", "linear"):
    held = optimizer()
    scheduler = OneCycleLR(held, max_lr=1.0, total_steps=10, anneal_strategy=strategy)
    for _ in range(10):
        held.step()
        scheduler.step()
    print(f"{strategy}, one step after the last of 10: learning rate {held.param_groups[0]['lr']:.4f}")
