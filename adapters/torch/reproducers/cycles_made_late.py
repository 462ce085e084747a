"""torch 2.13: CyclicLR and OneCycleLR made after the optimizer's state is loaded go back to the start for a step.

Their constructors set the learning rate and the momentum of the first step, and the state of a scheduler contains
neither. The next step has the right ones again.

Documented: LRScheduler warns to make a scheduler before the optimizer's state is loaded.

Severity: medium.
Clauses: STEP-3.
"""

import copy

import torch
from torch.optim.lr_scheduler import CyclicLR, OneCycleLR


def cyclic(optimizer):
    return CyclicLR(optimizer, 0.1, 1.0, step_size_up=4)


def one_cycle(optimizer):
    return OneCycleLR(optimizer, max_lr=1.0, total_steps=10)


def told(optimizer):
    group = optimizer.param_groups[0]
    return f"learning rate {group['lr']:.4f}, momentum {group['momentum']:.4f}"


for make in (cyclic, one_cycle):
    optimizer, resumed = (torch.optim.SGD([torch.zeros(1)], lr=0.1, momentum=0.9) for _ in range(2))
    scheduler = make(optimizer)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    make(resumed).load_state_dict(copy.deepcopy(scheduler.state_dict()))
    print(f"{make.__name__}: {told(optimizer)} when saved; {told(resumed)} when loaded")
