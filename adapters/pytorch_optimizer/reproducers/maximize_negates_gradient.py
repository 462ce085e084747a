"""pytorch_optimizer 4.1.0: with maximize a step leaves the gradient negated, by loops and by foreach.

Severity: medium.
Clauses: STEP-1.
"""

import torch
from pytorch_optimizer import Lion

for foreach in (False, True):
    p = torch.zeros(1, requires_grad=True)
    p.grad = torch.ones(1)
    Lion([p], lr=0.5, maximize=True, foreach=foreach).step()
    print(f"foreach={foreach}: a gradient of 1 is {p.grad.item():g} after the step")
