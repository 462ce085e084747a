"""torch 2.13: LBFGS raises where a gradient of two axes is not contiguous: it takes a view of it as a vector.

Severity: low.
Clauses: STEP-14.
"""

import torch

for words, gradient in (("in rows", torch.ones(2, 3)), ("in columns", torch.ones(3, 2).T)):
    parameter = torch.ones(2, 3, requires_grad=True)
    parameter.grad = gradient
    try:
        torch.optim.LBFGS([parameter], lr=0.5).step(lambda: 0.0)
        print(f"a gradient {words}: every element becomes {parameter[0, 0].item():.4f}")
    except RuntimeError as error:
        print(f"a gradient {words}: {type(error).__name__}: {error}")
