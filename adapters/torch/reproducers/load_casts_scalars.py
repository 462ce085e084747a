"""torch 2.13: `load_state_dict` casts the float32 scalars of NAdam and ASGD to the dtype of the parameters.

A run that is loaded goes on with another product of momenta, another step size, and other roundings from then on.
Beside bfloat16 parameters digits are lost at once; beside float64 ones the scalars are wider than they ever were.

Severity: medium.
Clauses: STEP-3, STEP-11.
Upstream: https://github.com/pytorch/pytorch/issues/43706.
"""

import copy

import torch

for dtype in (torch.float32, torch.bfloat16, torch.float64):
    for make, name in ((torch.optim.NAdam, "mu_product"), (torch.optim.ASGD, "eta")):
        p, q = (torch.ones(1, dtype=dtype, requires_grad=True) for _ in range(2))
        p.grad = torch.ones_like(p)
        options = {"lambd": 0.25} if make is torch.optim.ASGD else {}
        saving, loading = (make([x], lr=0.3, **options) for x in (p, q))
        saving.step()
        loading.load_state_dict(copy.deepcopy(saving.state_dict()))
        before, after = (optimizer.state[x][name] for optimizer, x in ((saving, p), (loading, q)))
        was, now = (f"{x.item():.8f} in {x.dtype}" for x in (before, after))
        print(f"{dtype}: {name} was {was}, loaded it is {now}")
