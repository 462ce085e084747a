"""torch-adopt 0.1.0: with foreach, the default, the first parameter's count of steps limits all parameters.

The limit is the fourth root of the number of steps of the first, in float32; and whether a step only begins the second
moment is asked of the first alone: a parameter whose first gradient comes later divides it by 1e-6 in place of that.
With `foreach=False` each has a count of its own.

Severity: medium.
Clauses: STEP-10, ADOPT-2, ADOPT-5.
"""

import torch
from adopt import ADOPT

for foreach in (False, True):
    p, q = (torch.nn.Parameter(torch.zeros(1, dtype=torch.float64)) for _ in range(2))
    optimizer = ADOPT([p, q], lr=0.1, foreach=foreach)
    for step in range(3):
        p.grad = torch.ones_like(p)
        q.grad = torch.ones_like(q) if step else None
        optimizer.step()
    print(f"foreach={foreach}: the late parameter is at {q.item():.6g}")
