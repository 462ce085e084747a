"""pytorch_optimizer 4.1.0: ADOPT clips one step ahead of torch-adopt 0.1.0, and decays in the call that only starts.

Severity: high.
Clauses: none, for ADOPT-3 and ADOPT-5 have both as variants.
"""

import pytorch_optimizer
import torch

p = torch.zeros(1, requires_grad=True)
optimizer = pytorch_optimizer.ADOPT([p], lr=1.0, betas=(0.0, 0.9))
for gradient in (1.0, 100.0):  # the first call starts the second moment, the second makes the first update
    p.grad = torch.full_like(p, gradient)
    optimizer.step()
print(f"the first update is clipped at {-p.item():.6f}; the paper and torch-adopt clip it at 1")

p = torch.ones(1, requires_grad=True)
p.grad = torch.ones_like(p)
pytorch_optimizer.ADOPT([p], lr=0.1, weight_decay=0.5, weight_decouple=True).step()
print(f"the call that only starts leaves 1 at {p.item():.6f}; torch-adopt with decouple=True does not move it")
