"""pytorch-lamb 1.0.0: Lamb never moves a parameter that is zero, such as every bias that begins so.

The trust ratio is the norm of the parameter over that of the step, so it is 0 there; the authors' code takes 1 where a
norm is 0. Where both are 0 the parameter becomes NaN.

Severity: high.
Clauses: LAMB-8.
"""

import warnings

import torch

warnings.simplefilter("ignore")
from pytorch_lamb import Lamb  # noqa: E402 (what it imports warns, of nothing that matters here)

p = torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))
optimizer = Lamb([p], lr=0.1)
for _ in range(3):
    p.grad = torch.ones_like(p)
    optimizer.step()
print("after three steps with gradients of 1:", p.tolist())
q = torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))
q.grad = torch.zeros_like(q)
Lamb([q], lr=0.1).step()
print("after one step without any gradient:", q.tolist())
