"""pytorch_optimizer 4.1.0: SophiaH keeps the caller's estimate of the Hessian and later writes its own into it.

Severity: medium.
Clauses: STEP-1.
"""

import pytorch_optimizer
import torch

p = torch.ones(2, requires_grad=True)
optimizer = pytorch_optimizer.SophiaH([p], update_period=2, hessian_distribution="rademacher")
mine = [torch.tensor([3.0, 5.0])]
for step in (1, 2, 3):
    (p.grad,) = torch.autograd.grad((p * p).sum(), p, create_graph=step == 3)  # step 3 estimates by itself
    optimizer.step(hessian=mine if step == 1 else None)
    print(f"after step {step} the estimate given to step 1 is {mine[0].tolist()}")
