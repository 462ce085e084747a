"""torch 2.13: fused SGD on a CPU moves only the elements behind the last full vector block of a bfloat16 tensor.

Severity: high.
Clauses: STEP-17, SGD-6.
Upstream: https://github.com/pytorch/pytorch/issues/191763, fixed after 2.13 by pull request 192545.
"""

import torch

for size in (1, 3, 64, 65):
    moved = []
    for fused in (False, True):
        p = torch.ones(size, dtype=torch.bfloat16, requires_grad=True)
        p.grad = torch.ones_like(p)
        torch.optim.SGD([p], lr=0.5, fused=fused).step()
        moved.append(int((p != 1).sum()))
    print(f"{size} elements: the for-loop moves {moved[0]}, the fused kernel {moved[1]}")
