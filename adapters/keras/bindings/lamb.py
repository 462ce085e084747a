"""keras.optimizers.Lamb."""

from goldstep.adapters.keras.optimizers import ADAM, MOMENTS, Binding

BINDING = Binding("Lamb", ADAM, MOMENTS)
