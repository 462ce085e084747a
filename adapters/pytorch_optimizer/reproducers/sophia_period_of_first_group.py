"""pytorch_optimizer 4.1.0: SophiaH estimates when the first group is due; one added later waits, with a moment of zero.

Without that moment its updates are as large as the limit allows, up to the next estimate.

Severity: medium.
Clauses: STEP-10, SOPHIA-5.
"""

import torch
from pytorch_optimizer import SophiaH

first, second = (torch.ones(1, requires_grad=True) for _ in range(2))
optimizer = SophiaH([first], lr=0.5, update_period=10, hessian_distribution="rademacher")
for t in (1, 2):
    if t == 2:
        optimizer.add_param_group({"params": [second]})
    optimizer.zero_grad()
    ((first**2).sum() + (second**2).sum()).backward(create_graph=True)
    optimizer.step()
for name, p in (("the first parameter", first), ("one added at step 2", second)):
    print(
        f"{name}: after its first steps the moment of the curvature is {optimizer.state[p]['hessian_moment'].item():g}"
    )
