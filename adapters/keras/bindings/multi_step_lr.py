"""keras.optimizers.schedules.PiecewiseConstantDecay."""

from keras.optimizers.schedules import PiecewiseConstantDecay

from goldstep.adapters.contract import Unsupported
from goldstep.adapters.keras.schedules import Schedule


def make(h, variant):
    boundaries = [int(h["milestone_1"]), int(h["milestone_2"])]
    if boundaries[0] >= boundaries[1]:
        raise Unsupported("the boundaries of PiecewiseConstantDecay have to increase")
    return PiecewiseConstantDecay(boundaries, [h["lr"], h["value_1"], h["value_2"]])


BINDING = Schedule(make)
