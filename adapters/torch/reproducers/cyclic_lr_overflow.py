"""torch 2.13: CyclicLR with mode="triangular2" raises OverflowError once 1024 cycles are behind.

The amplitude is 1 / 2.0 ** (cycle - 1), and the power overflows where the quotient would be nothing.

Severity: low.
Clauses: CYCLIC-LR-3.
Upstream: https://github.com/pytorch/pytorch/issues/52989.
"""

import torch

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
scheduler = torch.optim.lr_scheduler.CyclicLR(optimizer, 0.1, 1.0, step_size_up=2, mode="triangular2")
optimizer.step()
steps = 0
try:
    while steps < 5000:
        scheduler.step()
        steps += 1
except OverflowError as error:
    print(f"step {steps + 1}, {(steps + 1) // 4} cycles of 4 steps: OverflowError: {error}")
