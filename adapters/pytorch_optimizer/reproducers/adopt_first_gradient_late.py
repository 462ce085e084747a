"""pytorch_optimizer 4.1.0: ADOPT divides a first gradient that comes late by a second moment that is still zero.

It prepares that moment in the first step of the group, for the parameters that have a gradient then.

Severity: medium.
Clauses: STEP-10, ADOPT-2.
"""

import torch
from pytorch_optimizer import ADOPT

early, late = (torch.ones(1, requires_grad=True) for _ in range(2))
optimizer = ADOPT([early, late], lr=0.5, clip_lambda=None)
for t in (1, 2):
    early.grad = torch.ones(1)
    late.grad = torch.ones(1) if t == 2 else None
    optimizer.step()
    print(f"after step {t} the parameters are {early.item():g} and {late.item():g}")
