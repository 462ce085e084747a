"""pytorch_optimizer 4.1.0: ScheduleFreeRAdam with silent_sgd_phase=False ignores the learning rate at first.

Severity: high.
Clauses: STEP-9, SCHEDULEFREE-5.
"""

import pytorch_optimizer
import torch

for rate in (1e-3, 1.0):
    p = torch.zeros(1, requires_grad=True)
    p.grad = torch.ones_like(p)
    optimizer = pytorch_optimizer.ScheduleFreeRAdam([p], lr=rate, silent_sgd_phase=False)
    optimizer.step()
    print(f"lr={rate}: z moves by {optimizer.state[p]['z'].item():+.6f} for gradient +1")
