"""keras.optimizers.Adam."""

from goldstep.adapters.keras.optimizers import ADAM, MOMENTS, Binding

BINDING = Binding("Adam", ADAM, MOMENTS)
