"""tinygrad.nn.optim.LAMB. Fused it follows no variant: reproducers/fused_ratio.py."""

from goldstep.adapters.tinygrad.optimizers import Binding

BINDING = Binding(
    optimizer="LAMB",
    variants=("optax-0.2.8",),
    slots={"m": "m", "v": "v"},
    fuses=False,
    constant=("beta1", "beta2"),  # the powers are running products
)
