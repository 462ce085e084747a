"""keras.optimizers.schedules.InverseTimeDecay."""

from keras.optimizers.schedules import InverseTimeDecay

from goldstep.adapters.keras.schedules import Schedule

BINDING = Schedule(
    lambda h, variant: InverseTimeDecay(h["lr"], int(h["length"]), h["decay"], staircase=variant.endswith("staircase")),
    ("keras-3.15", "keras-3.15-staircase"),
)
