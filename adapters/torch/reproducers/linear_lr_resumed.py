"""torch 2.13: LinearLR made after the optimizer's state is loaded multiplies the learning rate by start_factor again.

Loading the scheduler's state does not undo that, and every later step multiplies what it finds.

Documented: LRScheduler warns to make a scheduler before the optimizer's state is loaded.

Severity: medium.
Clauses: STEP-3.
"""

import copy

import torch
from torch.optim.lr_scheduler import LinearLR


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


first = optimizer()
scheduler = LinearLR(first, start_factor=0.5, total_iters=4)
for _ in range(2):
    first.step()
    scheduler.step()
resumed = optimizer()
resumed.load_state_dict(copy.deepcopy(first.state_dict()))
again = LinearLR(resumed, start_factor=0.5, total_iters=4)
again.load_state_dict(scheduler.state_dict())
for e in range(2, 6):
    rates = [x.param_groups[0]["lr"] for x in (first, resumed)]
    print(f"step {e}: learning rate {rates[0]:.4f} without a break, {rates[1]:.4f} resumed")
    for x, s in ((first, scheduler), (resumed, again)):
        x.step()
        s.step()
