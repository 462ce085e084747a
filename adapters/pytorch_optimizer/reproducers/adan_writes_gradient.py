"""pytorch_optimizer 4.1.0: Adan by loops leaves its gradient negated.

Severity: medium.
Clauses: STEP-1.
"""

import torch
from pytorch_optimizer import Adan

p = torch.zeros(1, requires_grad=True)
p.grad = torch.ones(1)
Adan([p], lr=0.5, foreach=False).step()
print(f"a gradient of 1 is {p.grad.item():g} after the step")
