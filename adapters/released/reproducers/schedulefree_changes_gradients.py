"""schedulefree 1.4.1: with weight decay, SGDScheduleFree adds it to the gradients of the caller.

The decay is added in place to `p.grad`: whoever looks at gradients after a step, or accumulates into them without
`zero_grad`, finds it in them.

Severity: medium.
Clauses: STEP-1.
"""

import torch
from schedulefree import SGDScheduleFree

p = torch.nn.Parameter(torch.ones(1))
optimizer = SGDScheduleFree([p], lr=0.1, weight_decay=0.5)
optimizer.train()
p.grad = torch.ones_like(p)
optimizer.step()
print("the gradient was 1 and is now", p.grad.item())
