"""pytorch_optimizer 4.1.0: MADGRAD counts the steps of all parameters as one.

The weights of gradients grow with the root of that count, so that a parameter whose first gradient is late, or that is
added in the course of a run, begins with a larger weight than those before it did. It is so in the authors' package.

Severity: medium.
Clauses: STEP-10, MADGRAD-2.
"""

import pytorch_optimizer
import torch

early, late = (torch.ones(1, requires_grad=True) for _ in range(2))
optimizer = pytorch_optimizer.MADGRAD([early, late], lr=0.5)
for t in range(9):
    early.grad = torch.ones(1)
    optimizer.step()
    if t == 0:
        first = optimizer.state[early]["s"].item()
late.grad = torch.ones(1)
optimizer.step()
print(f"the first gradient of the first parameter weighs {first:.6f}")
print(f"that of one nine steps later weighs {optimizer.state[late]['s'].item():.6f}")
