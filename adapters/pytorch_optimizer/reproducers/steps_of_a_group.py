"""pytorch_optimizer 4.1.0 counts steps by group: a parameter that begins late is corrected as those before it are.

Severity: medium.
Clauses: STEP-10.
"""

import pytorch_optimizer
import torch

for name in ("AdaBelief", "AdaMax", "Adan", "Lamb", "PAdam", "Yogi"):
    early, late = (torch.ones(1, requires_grad=True) for _ in range(2))
    optimizer = getattr(pytorch_optimizer, name)([early, late], lr=0.5)
    early.grad = torch.ones(1)
    optimizer.step()
    first = 1 - early.item()
    late.grad = torch.ones(1)
    optimizer.step()
    print(
        f"{name}: the first step of the first parameter is {first:.6f}, that of one a step later {1 - late.item():.6f}"
    )
