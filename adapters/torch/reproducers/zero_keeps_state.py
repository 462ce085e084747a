"""torch 2.13: ZeroRedundancyOptimizer keeps the state of a parameter for which the loaded state dict has none.

Severity: low.
Clauses: STEP-11.
"""

import tempfile

import torch
import torch.distributed as dist
from torch.distributed.optim import ZeroRedundancyOptimizer


def made():
    p = torch.zeros(1, requires_grad=True)
    return p, ZeroRedundancyOptimizer([p], torch.optim.Adam, lr=0.125)


with tempfile.TemporaryDirectory() as folder:
    dist.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=0, world_size=1)
    _, fresh = made()
    fresh.consolidate_state_dict(0)
    p, used = made()
    p.grad = torch.ones(1)
    used.step()
    used.load_state_dict(fresh.state_dict())
    held = used.optim.state[p].get("step")
    print(f"after a load of a state before the first step, Adam has counted {0 if held is None else int(held)}")
    dist.destroy_process_group()
