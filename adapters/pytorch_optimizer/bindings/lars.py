"""LARS, with and without Nesterov's momentum."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers=dict.fromkeys(("pytorch-optimizer-4.1", "pytorch-optimizer-4.1-nesterov"), "LARS"),
    options=lambda h, variant: {
        **given(h, lr="lr", momentum="momentum", dampening="dampening", weight_decay="weight_decay"),
        **given(h, trust_coefficient="trust_coefficient"),
        "nesterov": variant.endswith("nesterov"),
    },
    slots={"b": "momentum_buffer"},
)
