"""optax.MultiSteps over scale, clip_by_global_norm and adamw with a schedule, and optax.incremental_update."""

from goldstep.adapters.optax.loops import Loop

BINDING = Loop(variants=("optax-0.2.8",))
