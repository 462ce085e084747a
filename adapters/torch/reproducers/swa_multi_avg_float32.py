"""torch 2.13: get_swa_multi_avg_fn() averages float64 weights with a weight that was rounded to float32.

AveragedModel counts in an integer tensor, so that 1 / (num_averaged + 1) is a float32 tensor. The function that is the
default on CPUs divides by the counter, and the mean of 0, 1, 2 is 1; on CUDA devices the one with the fault is the
default.

Severity: medium.
Clauses: STEP-5, SWA-3.
"""

import torch
from torch.optim.swa_utils import AveragedModel, get_swa_multi_avg_fn

for function in (None, get_swa_multi_avg_fn()):
    model = torch.nn.Linear(1, 1, bias=False, dtype=torch.float64)
    averaged = AveragedModel(model, multi_avg_fn=function)
    for value in (0.0, 1.0, 2.0):
        model.weight.data.fill_(value)
        averaged.update_parameters(model)
    name = "get_swa_multi_avg_fn()" if function else "the default function"
    print(f"the mean of 0, 1, 2 by {name}: {averaged.module.weight.item()!r}")
