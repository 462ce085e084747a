"""torch 2.13: without Nesterov, Muon normalises the momentum buffer of a bfloat16 parameter in place.

Severity: medium.
Clauses: MUON-2.
Upstream: https://github.com/pytorch/pytorch/pull/194664.
"""

import torch

for dtype in (torch.float32, torch.bfloat16):
    p = torch.zeros(1, 2, dtype=dtype, requires_grad=True)
    p.grad = torch.tensor([[6.0, 8.0]], dtype=dtype)
    optimizer = torch.optim.Muon([p], momentum=0.5, nesterov=False)
    optimizer.step()
    print(f"{dtype}: the buffer after a gradient of (6, 8) is {optimizer.state[p]['momentum_buffer'].tolist()[0]}")
