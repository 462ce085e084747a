"""torch 2.13: CosineAnnealingWarmRestarts made with last_epoch loses count once a second cycle has begun.

It takes last_epoch for the steps since the last restart and goes round once. This was an AttributeError before.

Severity: high.
Clauses: STEP-3, COSINE-WARM-RESTARTS-2.
Upstream: https://github.com/pytorch/pytorch/issues/49630, an error until then.
"""

import torch
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts


def made(last_epoch=-1):
    group = {"params": [torch.zeros(1, requires_grad=True)], "lr": 1.0, "initial_lr": 1.0}
    optimizer = torch.optim.SGD([group])
    return optimizer, CosineAnnealingWarmRestarts(optimizer, T_0=2, T_mult=2, last_epoch=last_epoch)


optimizer, scheduler = made()
for e in range(9):
    resumed, again = made(e - 1)
    states = [
        f"lr {x.param_groups[0]['lr']:.4f}, T_cur {s.T_cur} of {s.T_i}"
        for x, s in ((optimizer, scheduler), (resumed, again))
    ]
    print(f"step {e}: {states[0]}; made with last_epoch={e - 1}: {states[1]}")
    optimizer.step()
    scheduler.step()
