"""torch 2.13: SGD by foreach with Nesterov's momentum and without weight decay adds the momentum to `.grad` itself.

Severity: medium.
Clauses: STEP-1.
Upstream: https://github.com/pytorch/pytorch/pull/92706 ended the same in other optimizers.
"""

import torch

for foreach in (False, True):
    p = torch.ones(1, requires_grad=True)
    p.grad = torch.ones(1)
    torch.optim.SGD([p], lr=0.5, momentum=0.5, nesterov=True, foreach=foreach).step()
    print(f"foreach={foreach}: a gradient of 1 is {p.grad.item():g} after the step")
