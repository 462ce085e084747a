"""pytorch_optimizer 4.1.0: LARS leaves its update where the caller's gradient was.

Severity: medium.
Clauses: STEP-1.
"""

import pytorch_optimizer
import torch

for foreach in (True, False):
    p = torch.ones(2, 2, requires_grad=True)
    p.grad = torch.ones(2, 2)
    pytorch_optimizer.LARS([p], lr=0.1, trust_coefficient=0.001, foreach=foreach).step()
    print(f"foreach={foreach}: the gradient was 1 and is now {p.grad[0, 0].item():.3f}")
