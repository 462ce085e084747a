"""keras.optimizers.Nadam, which casts its betas to the dtype of the parameters."""

from goldstep.adapters.keras.backend import rounding
from goldstep.adapters.keras.optimizers import ADAM, MOMENTS, Binding

BINDING = Binding("Nadam", ADAM, {**MOMENTS, "mu_product": "_u_product"}, contract=rounding(constants="working"))
