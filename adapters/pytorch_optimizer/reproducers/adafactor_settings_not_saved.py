"""pytorch_optimizer 4.1.0: AdaFactor keeps decay_rate, clip_threshold, eps1 and eps2 out of what it saves.

Severity: medium.
Clauses: STEP-11.
"""

import copy

import torch
from pytorch_optimizer import AdaFactor


def made(p, clip):
    return AdaFactor([p], lr=0.5, relative_step=False, clip_threshold=clip)


p, q = (torch.ones(2, 2, requires_grad=True) for _ in range(2))
saving, loading = made(p, 0.25), made(q, 1.0)
loading.load_state_dict(copy.deepcopy(saving.state_dict()))
for x, optimizer, words in ((p, saving, "saved"), (q, loading, "loaded")):
    x.grad = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    optimizer.step()
    print(f"{words}: clip_threshold is {optimizer.clip_threshold:g}, the first parameter {x[0, 0].item():g}")
