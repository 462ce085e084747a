"""torch 2.13: fused SGD with momentum allocates its buffer in a step that GradScaler skips, and never fills it.

The kernel returns before it writes, so the next step takes whatever lies in that memory for a momentum. Here memory
that nobody wrote to is NaN, as `torch.use_deterministic_algorithms` makes it.

Severity: high.
Clauses: STEP-16.
"""

import torch

torch.use_deterministic_algorithms(True)
for fused in (False, True):
    p = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.5, momentum=0.5, fused=fused)
    scaler = torch.amp.GradScaler("cpu", init_scale=1.0)
    for gradient in (torch.inf, 1.0):
        p.grad = scaler.scale(torch.tensor([gradient]))
        scaler.step(optimizer)
        scaler.update()
    print(f"fused={fused}: after a skipped step and one with a gradient of 1, the parameter is {p.item():g}")
