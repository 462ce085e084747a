"""torch 2.13: L-BFGS whose learning rate is a tensor remembers a move with the rate of the next step, not its own.

It keeps the tensor itself as the length of the step; a schedule fills it with a new rate before that length is used.

Severity: medium.
Clauses: STEP-1, LBFGS-1.
"""

import torch

for rate in (0.5, torch.tensor(0.5)):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    optimizer = torch.optim.LBFGS([x], lr=rate, max_iter=1, tolerance_grad=-1.0, tolerance_change=-1.0)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)

    def closure(x=x, optimizer=optimizer):
        optimizer.zero_grad()
        loss = (x * torch.tensor([1.0, 3.0]) * x).sum() / 2
        loss.backward()
        return loss

    moved = []
    for _ in range(3):
        before = x.detach().clone()
        optimizer.step(closure)
        schedule.step()
        moved.append([round(move, 4) for move in (x.detach() - before).tolist()])
    remembered = [round(move, 4) for move in optimizer.state[x]["old_stps"][1].tolist()]
    kind = "a tensor" if torch.is_tensor(rate) else "a number"
    print(f"rate {kind}: the second step moved by {moved[1]} and is remembered as {remembered}")
