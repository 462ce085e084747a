"""torch 2.13: with differentiable=True, Adam and AdamW make NaN of an element without a gradient where the rate is 0.

They divide by the rate, and 0/0 stays. Steps that are captured on a device (capturable=True) are computed in the same
way, and a warm-up may begin at 0.

Severity: low.
Clauses: STEP-9, ADAM-7, ADAMW-7.
Upstream: https://github.com/pytorch/pytorch/issues/126514.
"""

import torch

for kind in (torch.optim.Adam, torch.optim.AdamW):
    for differentiable in (False, True):
        p = torch.ones(2)
        optimizer = kind([p], lr=0.0, differentiable=differentiable)
        p.grad = torch.tensor([1.0, 0.0])
        optimizer.step()
        print(f"{kind.__name__}, differentiable={differentiable}: (1, 1) becomes {tuple(p.tolist())}")
