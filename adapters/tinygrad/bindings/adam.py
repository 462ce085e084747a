"""tinygrad.nn.optim.Adam: its LAMB without the trust ratio."""

from goldstep.adapters.tinygrad.optimizers import Binding

BINDING = Binding(
    optimizer="Adam",
    variants=("optax-0.2.8",),
    slots={"m": "m", "v": "v"},
    constant=("beta1", "beta2"),  # the powers are running products
)
