"""keras.optimizers.Adagrad."""

from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "Adagrad",
    {
        "learning_rate": "lr",
        "initial_accumulator_value": "initial_accumulator_value",
        "epsilon": "eps",
        "weight_decay": "weight_decay",
    },
    {"G": "_accumulators"},
)
