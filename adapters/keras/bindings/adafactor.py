"""keras.optimizers.Adafactor; of a matrix it keeps the estimate besides the statistics that it is made of."""

from operator import neg

from goldstep.adapters.keras.backend import demoted
from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "Adafactor",
    {
        "learning_rate": "lr",
        "beta_2_decay": "decay_rate",
        "epsilon_1": "eps1",
        "epsilon_2": "eps2",
        "clip_threshold": "clip",
        "weight_decay": "weight_decay",
    },
    {"r": "_r", "c": "_c", "v": "_v"},
    values={"decay_rate": neg},
    has=lambda slot, shape: (len(shape) == 2) == (slot != "v"),
    dtypes=demoted("jax", "torch"),
)
