"""sophia-optimizer 0.2.5: SophiaG.step averages the gradient into the momentum twice.

`step` calls `update_exp_avg()`, which mixes the gradient into `exp_avg`, and then mixes it in again. With betas of
(0.5, 0.99) the momentum after one step is 0.75 of the gradient instead of 0.5; at every step beta1 acts as beta1².
The package cannot be imported as it is: `sophia/__init__.py` asks for a name that is not there, so this loads the file.

Severity: high.
Clauses: SOPHIA-2.
"""

import runpy
from importlib.metadata import distribution

import torch

file = distribution("sophia-optimizer").locate_file("sophia/sophia.py")
SophiaG = runpy.run_path(str(file))["SophiaG"]
p = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
optimizer = SophiaG([p], lr=0.1, betas=(0.5, 0.99))
p.grad = torch.ones_like(p)
optimizer.step()
print("momentum after a gradient of 1 with beta1 = 0.5:", optimizer.state[p]["exp_avg"].item(), "instead of 0.5")
