"""keras.optimizers.Muon; the rate of the other parameters is a ratio to that of the matrices."""

from goldstep.adapters.keras.backend import demoted
from goldstep.adapters.keras.optimizers import MUON, Binding

BINDING = Binding(
    "Muon",
    {
        **MUON,
        "adam_beta_1": "beta1",
        "adam_beta_2": "beta2",
        "epsilon": "adam_eps",
        "adam_weight_decay": "adam_weight_decay",
    },
    {"m": "momentums", "v": "adam_velocities"},
    values={"ns_steps": int},
    more=lambda h: {"adam_lr_ratio": h["adam_lr"] / h["lr"]} if {"lr", "adam_lr"} <= h.keys() else {},
    bounds={"lr": "(0, inf)"},
    has=lambda slot, shape: slot == "m" or len(shape) != 2,
    dtypes=demoted("jax", "torch"),
)
