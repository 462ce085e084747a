"""pytorch_optimizer 4.1.0: ScheduleFreeAdamW adds 1e-15 under the root besides the epsilon that users choose.

Severity: medium.
Clauses: SCHEDULEFREE-4.
"""

import pytorch_optimizer
import torch

for gradient in (1e-3, 1e-9):
    p = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    p.grad = torch.full_like(p, gradient)
    optimizer = pytorch_optimizer.ScheduleFreeAdamW([p], lr=1.0, eps=0.0)
    optimizer.step()
    print(f"gradient {gradient:g}, eps 0: z moves by {-optimizer.state[p]['z'].item():.6f}, and should move by 1")
