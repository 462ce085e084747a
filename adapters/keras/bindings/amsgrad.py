"""keras.optimizers.Adam with amsgrad=True."""

from goldstep.adapters.keras.optimizers import ADAM, MOMENTS, Binding

BINDING = Binding("Adam", ADAM, {**MOMENTS, "v_max": "_velocity_hats"}, chosen=lambda variant: {"amsgrad": True})
