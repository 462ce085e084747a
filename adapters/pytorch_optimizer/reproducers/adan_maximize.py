"""pytorch_optimizer 4.1.0: Adan with maximize compares its first gradient, negated, with the same one that is not.

Severity: medium.
Clauses: STEP-15, ADAN-1.
"""

import torch
from pytorch_optimizer import Adan

for maximize, g in ((False, 1.0), (True, -1.0)):
    p = torch.zeros(1, requires_grad=True)
    optimizer = Adan([p], lr=0.5, betas=(0.75, 0.75, 0.75), maximize=maximize, foreach=False)
    p.grad = torch.full((1,), g)
    optimizer.step()
    print(
        f"maximize={maximize}: its difference of gradients is {optimizer.state[p]['exp_avg_diff'].item():g} at step 1"
    )
