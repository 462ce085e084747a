"""SGDW; it keeps a buffer only where momentum is not 0."""

from goldstep.adapters.pytorch_optimizer import Binding

BINDING = Binding(
    optimizers=dict.fromkeys(("pytorch-optimizer-4.1", "pytorch-optimizer-4.1-nesterov"), "SGDW"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "momentum": h["momentum"],
        "dampening": h["dampening"],
        "weight_decay": h["weight_decay"],
        "nesterov": variant.endswith("nesterov"),
    },
    slots={"m": "momentum_buffer"},
    bounds={"momentum": "(0, 1]"},
)
