"""SGDW with coupled decay, which is SGD; it keeps a buffer only where momentum is not 0."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers=dict.fromkeys(("pytorch-2.13", "pytorch-2.13-momentum", "pytorch-2.13-nesterov"), "SGDW"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "momentum": h.get("momentum", 0.0),
        "dampening": h.get("dampening", 0.0),
        "weight_decay": h.get("weight_decay", 0.0),
        "weight_decouple": False,
        "nesterov": variant.endswith("nesterov"),
    },
    slots={"b": "momentum_buffer"},
    bounds={"momentum": "(0, 1]"},
)
