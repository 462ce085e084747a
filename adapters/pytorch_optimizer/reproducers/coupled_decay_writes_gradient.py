"""pytorch_optimizer 4.1.0 adds coupled weight decay into `.grad` itself, in every optimizer that has it.

Severity: medium.
Clauses: STEP-1.
"""

import pytorch_optimizer
import torch

for name in ("AdaBelief", "AdaDelta", "AdaMax", "PAdam", "Lion", "Yogi"):
    p = torch.ones(1, requires_grad=True)
    p.grad = torch.ones(1)
    getattr(pytorch_optimizer, name)([p], lr=0.5, weight_decay=0.25, weight_decouple=False).step()
    print(f"{name}: a gradient of 1 is {p.grad.item():g} after the step")
