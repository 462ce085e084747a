"""torch 2.13: Adagrad starts the sums of every group from the common `initial_accumulator_value`, not from its own.

Severity: medium.
Clauses: STEP-8, ADAGRAD-6.
"""

import torch

p, q = (torch.ones(1, requires_grad=True) for _ in range(2))
optimizer = torch.optim.Adagrad([{"params": [p]}, {"params": [q], "initial_accumulator_value": 9.0}], lr=0.5)
p.grad, q.grad = torch.ones(1), torch.ones(1)
optimizer.step()
for x, group in zip((p, q), optimizer.param_groups, strict=True):
    value, held = group["initial_accumulator_value"], optimizer.state[x]["sum"].item()
    print(
        f"initial_accumulator_value={value:g}: after a gradient of 1 the sum is {held:g}, so it began with {held - 1:g}"
    )
