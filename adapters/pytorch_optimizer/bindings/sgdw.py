"""SGDW; it keeps a buffer only where momentum is not 0."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers=dict.fromkeys(("pytorch-optimizer-4.1", "pytorch-optimizer-4.1-nesterov"), "SGDW"),
    options=lambda h, variant: {
        **given(h, lr="lr", momentum="momentum", dampening="dampening", weight_decay="weight_decay"),
        "nesterov": variant.endswith("nesterov"),
    },
    slots={"m": "momentum_buffer"},
    bounds={"momentum": "(0, 1]"},
)
