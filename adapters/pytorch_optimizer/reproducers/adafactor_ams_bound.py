"""pytorch_optimizer 4.1.0: AdaFactor with ams_bound divides by a fourth root of the second moment, not by a root.

Severity: high.
Clauses: ADAFACTOR-8.
"""

import pytorch_optimizer
import torch

for ams_bound in (False, True):
    p = torch.zeros(2, requires_grad=True)
    p.grad = torch.tensor([4.0, 0.25])
    pytorch_optimizer.AdaFactor(
        [p],
        lr=1.0,
        betas=(None, 0.999),
        relative_step=False,
        scale_parameter=False,
        clip_threshold=1e9,
        ams_bound=ams_bound,
    ).step()
    print(f"ams_bound={ams_bound}: the first step for gradients 4 and 1/4 is {p.tolist()}")
