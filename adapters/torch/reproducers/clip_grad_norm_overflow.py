"""torch 2.13: clip_grad_norm_ makes a gradient 0 whose squares overflow, though its norm does not.

The norm of (1e25, 1e25) is 1.4e25, a float32. Its squares are none, so the norm comes out infinite, the factor 0, and
the step is lost without a word, unless error_if_nonfinite is set. See pytorch/pytorch #46849.

Severity: medium.
Clauses: CLIP-BY-GLOBAL-NORM-1, CLIP-BY-GLOBAL-NORM-3.
Upstream: https://github.com/pytorch/pytorch/issues/46849.
"""

import torch

for dtype in (torch.float32, torch.float64):
    p = torch.zeros(2, dtype=dtype, requires_grad=True)
    p.grad = torch.full((2,), 1e25, dtype=dtype)
    norm = torch.nn.utils.clip_grad_norm_([p], 1.0)
    print(f"in {dtype} the norm of (1e25, 1e25) is {norm.item():g}, and the clipped gradient {p.grad.tolist()}")
