"""torch 2.13: get_optimizer_state_dict before the first step makes one, and what follows is a step ahead.

It makes a step without gradients at a learning rate of 0, to have a state that it can save, and leaves its count and
what a step keeps: https://github.com/pytorch/pytorch/issues/164929. An epsilon of 0 makes NaN of the parameters.

Severity: medium.
Clauses: STEP-10, STEP-11.
Upstream: https://github.com/pytorch/pytorch/issues/164929.
"""

import torch
from torch.distributed.checkpoint.state_dict import get_optimizer_state_dict

for eps in (1e-8, 0.0):
    for asked in (False, True):
        model = torch.nn.Linear(1, 1, bias=False)
        torch.nn.init.ones_(model.weight)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.5, eps=eps)
        if asked:
            get_optimizer_state_dict(model, optimizer)
        model.weight.grad = torch.ones(1, 1)
        optimizer.step()
        count = int(optimizer.state[model.weight]["step"])
        print(f"eps={eps}, saved before={asked}: 1 becomes {float(model.weight.detach()):.4f} in step {count}")
