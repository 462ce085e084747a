"""torch 2.13: clip_grad_norm_ by the largest element fails where a parameter has no elements.

By any other norm such a parameter adds nothing.

Severity: low.
Clauses: STEP-7, CLIP-BY-GLOBAL-NORM-1.
"""

import torch

for order in (2.0, float("inf")):
    params = [torch.ones(2), torch.ones(0)]
    for p in params:
        p.grad = torch.full_like(p, 3.0)
    try:
        print(f"order {order}: {float(torch.nn.utils.clip_grad_norm_(params, 1.0, norm_type=order)):.4f}")
    except RuntimeError as error:
        print(f"order {order}: RuntimeError: {error}")
