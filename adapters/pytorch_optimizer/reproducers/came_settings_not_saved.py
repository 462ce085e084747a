"""pytorch_optimizer 4.1.0: CAME keeps clip_threshold, eps1 and eps2 out of what it saves.

Severity: medium.
Clauses: STEP-11.
"""

import copy

import torch
from pytorch_optimizer import CAME


def made(p, clip):
    return CAME([p], lr=0.5, clip_threshold=clip)


p, q = (torch.ones(2, 2, requires_grad=True) for _ in range(2))
saving, loading = made(p, 1.0), made(q, 4.0)
loading.load_state_dict(copy.deepcopy(saving.state_dict()))
for optimizer, words in ((saving, "saved"), (loading, "loaded")):
    print(f"{words}: clip_threshold is {optimizer.clip_threshold:g}")
