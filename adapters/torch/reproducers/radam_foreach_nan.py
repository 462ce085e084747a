"""torch 2.13: below its threshold, RAdam by foreach makes NaN of an element without a gradient where epsilon is 0.

It divides the root of the second moment by a rectification of 0 and takes the reciprocal, to drop that term; 0/0 stays.
The for-loop does not use the second moment there. In float16 the default epsilon is 0.

Severity: low.
Clauses: RADAM-8.
"""

import torch

for dtype, eps in ((torch.float32, 0.0), (torch.float16, 1e-8)):
    for foreach in (False, True):
        p = torch.ones(2, dtype=dtype, requires_grad=True)
        optimizer = torch.optim.RAdam([p], lr=0.5, eps=eps, foreach=foreach)
        p.grad = torch.tensor([1.0, 0.0], dtype=dtype)
        optimizer.step()
        print(f"{dtype}, eps={eps:g}, foreach={foreach}: (1, 1) becomes {tuple(p.tolist())}")
