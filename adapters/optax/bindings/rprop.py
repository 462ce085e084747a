"""optax.rprop, which remembers its moves and applies each of them a step late."""

import optax

from goldstep.adapters.optax.optimizers import Binding

BINDING = Binding(
    variants=("optax-0.2.8",),
    make=lambda lr, h, variant: optax.rprop(lr, h["eta_minus"], h["eta_plus"], h["step_min"], h["step_max"]),
    slots={"step": "step_sizes", "move": "prev_updates"},
)
