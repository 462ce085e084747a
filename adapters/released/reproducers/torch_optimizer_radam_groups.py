"""torch-optimizer 0.3.0: RAdam takes the step size of the first parameter group for all groups.

The step size is remembered by the number of the step in a list that all groups share, since it is one default; it holds
the learning rate, so that those of other groups have no effect.

Severity: high.
Clauses: STEP-8.
Upstream: https://github.com/jettify/pytorch-optimizer/issues/96.
"""

import torch
from torch_optimizer import RAdam

p, q = (torch.nn.Parameter(torch.zeros(1, dtype=torch.float64)) for _ in range(2))
optimizer = RAdam([{"params": [p], "lr": 0.1}, {"params": [q], "lr": 0.001}])
for _ in range(8):
    p.grad, q.grad = torch.ones_like(p), torch.ones_like(q)
    optimizer.step()
print(f"moved with lr = 0.1: {p.item():.6f}, with lr = 0.001: {q.item():.6f}")
