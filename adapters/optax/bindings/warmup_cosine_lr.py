"""optax.warmup_cosine_decay_schedule."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule
from goldstep.adapters.optax.verbs import given


def _make(h, variant):
    lengths = {"warmup_steps": int(h["warmup"]), "decay_steps": int(h["length"])}
    return optax.warmup_cosine_decay_schedule(h["init"], h["lr"], **lengths, **given(h, end_value="eta_min"))


BINDING = Schedule(variants=("optax-0.2.8",), make=_make, contract=SINGLE)
