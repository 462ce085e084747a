"""pytorch_optimizer 4.1.0: SGDW with nesterov=True writes into the caller's gradient.

Severity: medium.
Clauses: STEP-1.
"""

import pytorch_optimizer
import torch

for foreach in (True, False):
    p = torch.zeros(1, requires_grad=True)
    p.grad = torch.ones(1)
    pytorch_optimizer.SGDW([p], lr=0.1, momentum=0.9, nesterov=True, foreach=foreach).step()
    print(f"foreach={foreach}: the gradient was 1 and is now {p.grad.item():.2f}")
