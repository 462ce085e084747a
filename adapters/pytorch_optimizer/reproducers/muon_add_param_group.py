"""pytorch_optimizer 4.1.0: a group that is added to Muon lacks the settings that its constructor gives to others.

Severity: low.
Clauses: STEP-10.
"""

import torch
from pytorch_optimizer import Muon

first, second = (torch.ones(2, 2, requires_grad=True) for _ in range(2))
for words, groups, added in (
    ("in the constructor", [first, second], []),
    ("by add_param_group", [first], [second]),
):
    optimizer = Muon([{"params": [p], "use_muon": True} for p in groups], lr=0.5)
    for p in added:
        optimizer.add_param_group({"params": [p], "use_muon": True})
    first.grad, second.grad = torch.ones(2, 2), torch.ones(2, 2)
    try:
        optimizer.step()
        print(f"two groups {words}: a step is made")
    except KeyError as error:
        print(f"two groups {words}: KeyError: {error}")
