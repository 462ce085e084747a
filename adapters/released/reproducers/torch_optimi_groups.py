"""torch-optimi 0.3.3: betas of a parameter group are ignored.

The constructor takes `betas`, but keeps them as `beta1` and `beta2`, which is what a step reads: a group that says
`betas`, as those of `torch.optim` do, gets the common ones, without a word.

Severity: high.
Clauses: STEP-8.
"""

import torch
from optimi import AdamW

p, q = (torch.nn.Parameter(torch.zeros(1, dtype=torch.float64)) for _ in range(2))
optimizer = AdamW([{"params": [p]}, {"params": [q], "betas": (0.5, 0.5)}], lr=0.1)
for g in (1.0, -1.0, 1.0):
    p.grad, q.grad = torch.full_like(p, g), torch.full_like(q, g)
    optimizer.step()
print(f"betas of (0.9, 0.99): {p.item():.6f}, of (0.5, 0.5): {q.item():.6f}")
