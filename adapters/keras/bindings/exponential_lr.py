"""keras.optimizers.schedules.ExponentialDecay."""

from keras.optimizers.schedules import ExponentialDecay

from goldstep.adapters.keras.schedules import Schedule

BINDING = Schedule(lambda h, variant: ExponentialDecay(h["lr"], int(h["steps"]), h["gamma"]))
