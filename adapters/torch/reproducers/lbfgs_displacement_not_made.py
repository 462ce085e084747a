"""torch 2.13: LBFGS remembers the displacement of a step that tolerance_change left out.

The third gradient is so small that the parameter stays. The pair of the next step has that displacement all the same,
and the next move is 2e-5 instead of about 2, as the last true pair has it.

Severity: medium.
Clauses: LBFGS-1.
"""

import torch

p = torch.zeros(1, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.LBFGS([p], max_iter=1)
for gradient in (1.0, 0.5, 1e-5, -1.0):
    p.grad = torch.tensor([gradient], dtype=torch.float64)
    before = p.item()
    optimizer.step(lambda: 0.0)
    state = optimizer.state[p]
    remembered = [float(f"{s.item():g}") for s in state["old_stps"]]
    print(f"gradient {gradient}: moved by {p.item() - before:g}, displacements remembered {remembered}")
