"""pytorch_optimizer 4.1.0: the Schedule-Free optimizers leave what they make of the gradient where the caller's was.

Severity: medium.
Clauses: STEP-1.
"""

import torch
from pytorch_optimizer import ScheduleFreeAdamW, ScheduleFreeSGD

for make in (ScheduleFreeAdamW, ScheduleFreeSGD):
    p = torch.ones(1, requires_grad=True)
    p.grad = torch.full((1,), 0.5)
    make([p], lr=0.5, weight_decay=0.25).step()
    print(f"{make.__name__}: a gradient of 0.5 is {p.grad.item():g} after the step")
