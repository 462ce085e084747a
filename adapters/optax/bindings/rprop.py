"""optax.rprop, which remembers its moves and applies each of them a step late."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given

BINDING = Binding(
    variants=("optax-0.2.8",),
    make=lambda lr, h, variant: optax.rprop(
        lr,
        **given(h, eta_minus="eta_minus", eta_plus="eta_plus", min_step_size="step_min", max_step_size="step_max"),
    ),
    slots={"step": "step_sizes", "move": "prev_updates"},
    unscheduled=("optax-0.2.8",),
)
