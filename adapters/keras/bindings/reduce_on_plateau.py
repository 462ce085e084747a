"""keras.callbacks.ReduceLROnPlateau."""

from goldstep.adapters.keras.plateau import Plateau

BINDING = Plateau()
