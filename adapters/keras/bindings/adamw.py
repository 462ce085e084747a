"""keras.optimizers.AdamW."""

from goldstep.adapters.keras.optimizers import ADAM, MOMENTS, Binding

BINDING = Binding("AdamW", ADAM, MOMENTS)
