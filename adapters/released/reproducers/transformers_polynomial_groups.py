"""transformers 5.24.0: get_polynomial_decay_schedule_with_warmup ends elsewhere in groups with a rate of their own.

The factor is made for the default learning rate of the optimizer, `optimizer.defaults["lr"]`, and `LambdaLR` multiplies
each group's own by it: a group with ten times the learning rate ends at ten times `lr_end`. diffusers 0.42.1 has the
same lines.

Severity: high.
Clauses: STEP-8, POLYNOMIAL-LR-3.
"""

import torch
from transformers.optimization import get_polynomial_decay_schedule_with_warmup

p, q = (torch.nn.Parameter(torch.zeros(1)) for _ in range(2))
optimizer = torch.optim.SGD([{"params": [p]}, {"params": [q], "lr": 1.0}], lr=0.1)
schedule = get_polynomial_decay_schedule_with_warmup(optimizer, 0, 4, lr_end=0.01)
for _ in range(6):
    optimizer.step()
    schedule.step()
print("with lr_end = 0.01 the groups end at", schedule.get_last_lr())
