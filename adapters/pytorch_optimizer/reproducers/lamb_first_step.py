"""pytorch_optimizer 4.1.0: Lamb divides by 1 - beta1**t behind the trust ratio, so its first step is ten times long.

Severity: high.
Clauses: none, for LAMB-4 has this place as a variant.
"""

import pytorch_optimizer
import torch

for options in ({}, {"adam_debias": True}):
    p = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
    before = p.detach().clone()
    p.grad = torch.ones_like(p)
    pytorch_optimizer.Lamb([p], lr=0.01, eps=0.0, **options).step()
    ratio = ((p - before).norm() / (0.01 * before.norm())).item()
    print(f"{options}: the step has {ratio:.6f} times the length lr * norm(p)")
