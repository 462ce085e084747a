"""torch 2.13: StepLR, MultiStepLR and ConstantLR made with last_epoch apply the change of that step once more.

The learning rate is loaded with the optimizer and has the change already. ExponentialLR leaves it alone.

Severity: medium.
Clauses: STEP-3.
Upstream: https://github.com/pytorch/pytorch/pull/149312 mended the same of ExponentialLR.
"""

import copy
import warnings

import torch
from torch.optim.lr_scheduler import ConstantLR, ExponentialLR, MultiStepLR, StepLR

warnings.simplefilter("ignore")
SCHEDULERS = {
    "StepLR": lambda optimizer, last: StepLR(optimizer, 3, 0.5, last_epoch=last),
    "MultiStepLR": lambda optimizer, last: MultiStepLR(optimizer, [3], 0.5, last_epoch=last),
    "ConstantLR": lambda optimizer, last: ConstantLR(optimizer, 0.5, 3, last_epoch=last),
    "ExponentialLR": lambda optimizer, last: ExponentialLR(optimizer, 0.5, last_epoch=last),
}
for name, make in SCHEDULERS.items():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer, -1)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    resumed = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    make(resumed, scheduler.last_epoch - 1)
    before, after = (x.param_groups[0]["lr"] for x in (optimizer, resumed))
    print(f"{name}: after three steps the learning rate is {before:g}, and {after:g} when resumed with last_epoch=2")
