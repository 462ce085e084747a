"""pytorch_optimizer 4.1.0: RAdam with weight_decouple=False decays nothing at all.

Severity: high.
Clauses: RADAM-1.
"""

import pytorch_optimizer
import torch

for name in ("RAdam", "AdaBelief"):
    p = torch.ones(1, requires_grad=True)
    optimizer = getattr(pytorch_optimizer, name)(
        [p], lr=0.1, weight_decay=0.5, weight_decouple=False, degenerated_to_sgd=True
    )
    p.grad = torch.zeros_like(p)
    optimizer.step()
    print(f"{name}: with gradient 0 and coupled decay, the parameter 1 becomes {p.item():.6f}")
