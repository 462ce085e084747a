"""torch 2.13: in SequentialLR, MultiplicativeLR goes on from the rate it finds; others start from the base rate.

It is applied at its own step 0 as well, which it never is when it is alone. SWALR goes on from there, too, but that is
what it is for.

Severity: medium.
Clauses: SEQUENTIAL-LR-4.
"""

import torch
from torch.optim.lr_scheduler import ConstantLR, ExponentialLR, MultiplicativeLR, SequentialLR

makes = {
    "ExponentialLR": lambda optimizer: ExponentialLR(optimizer, 0.5),
    "MultiplicativeLR": lambda optimizer: MultiplicativeLR(optimizer, lambda e: 0.5),
}
for name, make in makes.items():
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = SequentialLR(optimizer, [ConstantLR(optimizer, 0.25, 100), make(optimizer)], milestones=[2])
    rates = []
    for _ in range(5):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    print(f"a quarter of the base rate, then {name} by a half from e = 2 on: {rates}")
