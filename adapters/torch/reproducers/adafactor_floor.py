"""torch 2.13: Adafactor depends on the scale of the gradients of a matrix far above its epsilon.

One number is the floor of mean(R), which has the unit of a squared gradient, and of the root of the second moment,
which has the unit of a gradient. By default it is the machine epsilon; so in float32 the first floor acts as soon as
the root mean square of the gradients is below 3.5e-4, makes the second moment too small, and the step too long.

Severity: high.
Clauses: none, for ADAFACTOR-6 and ADAFACTOR-8 have the floors as a variant of PyTorch.
"""

import torch

for scale in (1.0, 1e-4):
    steps = {}
    for shape in ((2, 2), (4,)):
        p = torch.zeros(shape, requires_grad=True)
        optimizer = torch.optim.Adafactor([p], lr=1.0, eps=(None, 1.0))
        for size in (1.0, 0.1):
            before = p.detach().clone()
            p.grad = torch.full(shape, size * scale)
            optimizer.step()
        steps[shape] = (before - p.detach()).flatten()[0].item()
    print(
        f"gradients {scale:g} and then {0.1 * scale:g}: the second step of a matrix is {steps[2, 2]:.4f}, "
        f"that of a vector {steps[4,]:.4f}"
    )
