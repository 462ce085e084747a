"""torch.optim.ASGD, which keeps its step size and the weight of its average in float32 whatever the dtype.

The foreach implementation computes the step size from the step count as a float32 tensor.
"""

from goldstep.adapters.contract import Contract
from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="ASGD",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "lambd": "lambd", "alpha": "alpha", "t0": "t0", "weight_decay": "weight_decay"},
    slots={"eta": "eta", "mu": "mu", "ax": "ax"},
    contract=Contract(coefficients="single", scalars="single"),
    later=LATER,
)
