"""pytorch_optimizer 4.1: agc shortens gradients that are within their limits, where limits are below 1e-6.

A norm below 1e-6 counts as 1e-6 in the comparison with the limit, and not only in the divisor.

Severity: medium.
Clauses: none, for ADAPTIVE-GRAD-CLIP-3 has this guard as a variant.
"""

import torch
from pytorch_optimizer.optimizer.agc import agc

weights, gradient = torch.zeros(2), torch.tensor([1e-8, 0.0])
clipped = agc(weights, gradient, agc_eps=1e-3, agc_clip_val=1e-4)
print(f"the limit is 1e-07, the norm of the gradient 1e-08, and that of the clipped one {clipped.norm().item():.3g}")
