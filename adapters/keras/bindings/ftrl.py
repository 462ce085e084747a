"""keras.optimizers.Ftrl with its learning_rate_power of -0.5."""

from goldstep.adapters.keras.optimizers import Binding

BINDING = Binding(
    "Ftrl",
    {
        "learning_rate": "lr",
        "beta": "beta",
        "l1_regularization_strength": "l1",
        "l2_regularization_strength": "l2",
        "l2_shrinkage_regularization_strength": "l2_shrinkage",
        "initial_accumulator_value": "initial_accumulator_value",
    },
    {"z": "_linears", "n": "_accumulators"},
)
