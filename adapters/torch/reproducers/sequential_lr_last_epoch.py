"""torch 2.13: SequentialLR made with last_epoch starts its first member again, whichever has its turn.

Severity: high.
Clauses: STEP-3, SEQUENTIAL-LR-1.
Upstream: https://github.com/pytorch/pytorch/issues/162591.
"""

import torch
from torch.optim.lr_scheduler import ConstantLR, ExponentialLR, SequentialLR


def sequence(optimizer, last_epoch=-1):
    members = [ConstantLR(optimizer, 0.125, 100), ExponentialLR(optimizer, 0.5)]
    return SequentialLR(optimizer, members, milestones=[2], last_epoch=last_epoch)


optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
scheduler = sequence(optimizer)
for e in range(6):
    print(f"e = {e}: {optimizer.param_groups[0]['lr']}", end="")
    if e == 4:
        resumed = torch.optim.SGD([torch.zeros(1)], lr=1.0)
        resumed.load_state_dict(optimizer.state_dict())
        sequence(resumed, last_epoch=e - 1)
        print(f", but {resumed.param_groups[0]['lr']} after a resumption with last_epoch={e - 1}", end="")
    print()
    optimizer.step()
    scheduler.step()
