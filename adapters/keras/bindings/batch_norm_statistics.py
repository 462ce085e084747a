"""keras.layers.BatchNormalization while it trains; its momentum is the weight of what was before."""

from goldstep.adapters.keras.batch_norm import Statistics

BINDING = Statistics()
