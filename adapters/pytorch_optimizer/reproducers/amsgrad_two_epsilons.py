"""pytorch_optimizer 4.1.0: `ams_bound` adds 1e-15 under the root besides the epsilon that users choose.

Severity: medium.
Clauses: AMSGRAD-7.
"""

import pytorch_optimizer
import torch

for gradient in (1e-3, 1e-9):
    p = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    p.grad = torch.full_like(p, gradient)
    pytorch_optimizer.AdamC([p], lr=1.0, eps=0.0, ams_bound=True, normalized=False).step()
    print(f"gradient {gradient:g}, eps 0: the first step is {-p.item():.6f}, and should be 1")
