"""tinygrad 0.14.0: with `fused=True` LAMB and LARS have one trust ratio for all parameters together.

Fused optimizers join all parameters to one vector, and all gradients to another. What is computed for each element
stays the same, but the norms of LAMB and LARS are then those of the whole model, and the ratio of one layer is that of
all: the layer-wise adaptation, for which these optimizers are made, is gone. `FUSE_OPTIM=1` in the environment does it
to every optimizer that does not say otherwise; `Muon` refuses, with the message that fusing is not allowed.

Severity: high.
Clauses: STEP-7, LAMB-7, LARS-2.
"""

import os
import shutil

if shutil.which("clang") is None:
    os.environ.setdefault("DEV", "PYTHON")

from tinygrad import Context, Tensor
from tinygrad.nn.optim import LAMB, LARS


def moved(make, fused):
    """How far a step moves the first elements of a large and of a small parameter."""
    params = [Tensor([100.0, 0.0]).realize(), Tensor([0.01, 0.0]).realize()]
    optimizer = make(params, lr=0.125, fused=fused)
    for p in params:
        p.grad = Tensor([1.0, 0.0])
    with Context(TRAINING=1):
        optimizer.step()
    return [f"{before - p.numpy()[0]:.6g}" for before, p in zip((100.0, 0.01), params, strict=True)]


for make in (LAMB, LARS):
    print(f"{make.__name__}: apart {moved(make, False)}, fused {moved(make, True)}")
