"""keras.optimizers.Adamax."""

from goldstep.adapters.keras.optimizers import ADAM, Binding

BINDING = Binding("Adamax", ADAM, {"m": "_m", "u": "_u"})
