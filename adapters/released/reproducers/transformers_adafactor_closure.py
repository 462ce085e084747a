"""transformers 5.24.0: Adafactor.step evaluates its closure with gradients disabled.

The whole of `step` is under `torch.no_grad()`, and the closure is called as it is, where the optimizers of torch call
it under `torch.enable_grad()`: a loss that it computes cannot be differentiated, and its `backward()` raises.

Severity: medium.
Clauses: STEP-19.
"""

import torch
from transformers.optimization import Adafactor

p = torch.nn.Parameter(torch.ones(1))
optimizer = Adafactor([p], lr=0.1, relative_step=False, scale_parameter=False)


def closure():
    loss = (p * p).sum()
    loss.backward()
    return loss


try:
    optimizer.step(closure)
    print("the closure is evaluated with gradients enabled")
except RuntimeError as error:
    print("RuntimeError:", str(error).partition(" and ")[0])
