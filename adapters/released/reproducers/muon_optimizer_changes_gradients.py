"""muon-optimizer 0.1.0: a step writes its momentum into the gradients, and needs one of every parameter.

The Nesterov mixture is made in place, in `p.grad`: whoever looks at gradients after a step, or accumulates into them
without `zero_grad`, finds it in them. A parameter that has no gradient raises a TypeError.

Severity: medium.
Clauses: STEP-1, STEP-10.
"""

import torch
from muon import SingleDeviceMuon

p, q = (torch.nn.Parameter(torch.eye(2)) for _ in range(2))
optimizer = SingleDeviceMuon([p], lr=0.1, momentum=0.5)
p.grad = torch.ones_like(p)
optimizer.step()
print("the gradient was 1 and is now", p.grad[0, 0].item())
try:
    SingleDeviceMuon([q]).step()
except TypeError as error:
    print("without a gradient:", str(error).splitlines()[0])
