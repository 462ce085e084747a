"""torch 2.13: Rprop recognises a change of sign by the factor that shrinks, also where that factor rounds to 1.

Then every step size that is kept looks like one that shrank, and the parameter never moves.

Severity: medium.
Clauses: RPROP-4.
"""

import torch

for eta_minus in (0.5, 0.99, 0.999):
    p = torch.ones(1, dtype=torch.bfloat16, requires_grad=True)
    optimizer = torch.optim.Rprop([p], lr=0.25, etas=(eta_minus, 1.2))
    for _ in range(3):
        p.grad = torch.ones_like(p)
        optimizer.step()
    print(f"etas=({eta_minus}, 1.2): after three steps with gradient 1 in bfloat16, 1 has become {p.item():g}")
