"""LARS, with and without Nesterov's momentum."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers=dict.fromkeys(("pytorch-optimizer-4.1", "pytorch-optimizer-4.1-nesterov"), "LARS"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "momentum": h["momentum"],
        "dampening": h["dampening"],
        "weight_decay": h["weight_decay"],
        "trust_coefficient": h["trust_coefficient"],
        "nesterov": variant.endswith("nesterov"),
    },
    slots={"b": "momentum_buffer"},
)
