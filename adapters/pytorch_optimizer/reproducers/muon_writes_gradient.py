"""pytorch_optimizer 4.1.0: Muon with Nesterov's momentum leaves its update where the caller's gradient was.

Severity: medium.
Clauses: STEP-1.
"""

import torch
from pytorch_optimizer import Muon

for nesterov in (True, False):
    p = torch.ones(2, 2, requires_grad=True)
    p.grad = torch.ones(2, 2)
    Muon([{"params": [p], "use_muon": True}], lr=0.5, momentum=0.5, nesterov=nesterov).step()
    print(f"nesterov={nesterov}: a gradient of 1 is {p.grad[0, 0].item():g} after the step")
