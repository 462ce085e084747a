"""torch 2.13: fused SGD with momentum raises where a parameter gets its first gradient later than another one.

Severity: low.
Clauses: STEP-10.
"""

import torch

for fused in (False, True):
    p, q = (torch.ones(1, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.SGD([p, q], lr=0.5, momentum=0.5, fused=fused)
    p.grad = torch.ones(1)
    optimizer.step()
    q.grad = torch.ones(1)
    try:
        optimizer.step()
        print(f"fused={fused}: the parameters are {p.item():g} and {q.item():g}")
    except TypeError as error:
        print(f"fused={fused}: {type(error).__name__}: {error}")
