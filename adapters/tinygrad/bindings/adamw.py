"""tinygrad.nn.optim.AdamW: its LAMB without the trust ratio, with weight decay."""

from goldstep.adapters.tinygrad.optimizers import Binding

BINDING = Binding(
    optimizer="AdamW",
    variants=("pytorch-2.13",),
    slots={"m": "m", "v": "v"},
    constant=("beta1", "beta2"),  # the powers are running products
)
