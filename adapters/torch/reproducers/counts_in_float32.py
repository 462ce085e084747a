"""torch 2.13: the step counts of Adagrad, Adafactor and other optimizers are float32 tensors and stand still at 2^24.

Whatever depends on the count stands still with them: the decay of Adagrad's learning rate, and the decay rate of
Adafactor's second moments.

Severity: medium.
Clauses: STEP-10, ADAGRAD-3, ADAFACTOR-3.
"""

import torch

for make in (torch.optim.Adagrad, torch.optim.Adafactor, torch.optim.AdamW):
    p = torch.ones(1, requires_grad=True)
    optimizer = make([p], lr=0.5)
    p.grad = torch.ones(1)
    optimizer.step()
    optimizer.state[p]["step"].fill_(2**24 - 2)
    for _ in range(4):
        optimizer.step()
    print(f"{make.__name__}: four steps after 2^24 - 2 the count is 2^24 + {int(optimizer.state[p]['step']) - 2**24}")
