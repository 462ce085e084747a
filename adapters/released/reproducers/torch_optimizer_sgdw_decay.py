"""torch-optimizer 0.3.0: SGDW subtracts the weight decay itself, not the parameter times the decay.

Every parameter moves down by `lr * weight_decay` in each step, whatever its value: one at zero leaves it, and a
negative one grows. Reported as https://github.com/jettify/pytorch-optimizer/issues/433.

Severity: high.
Clauses: SGDW-1.
Upstream: https://github.com/jettify/pytorch-optimizer/issues/433.
"""

import torch
from torch_optimizer import SGDW

p = torch.nn.Parameter(torch.tensor([1.0, 0.0, -1.0], dtype=torch.float64))
optimizer = SGDW([p], lr=0.1, weight_decay=0.5)
p.grad = torch.zeros_like(p)
optimizer.step()
print("1, 0 and -1 are decayed to", p.tolist(), "instead of [0.95, 0.0, -0.95]")
