"""MADGRAD, which keeps the first parameter only with momentum, and counts the steps of all parameters as one."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

VARIANTS = ("pytorch-optimizer-4.1", "pytorch-optimizer-4.1-decoupled", "pytorch-optimizer-4.1-without-momentum")
BINDING = Binding(
    optimizers=dict.fromkeys(VARIANTS, "MADGRAD"),
    options=lambda h, variant: {
        **given(h, lr="lr", momentum="momentum", eps="eps", weight_decay="weight_decay"),
        **({"momentum": 0.0} if variant.endswith("without-momentum") else {}),
        "weight_decouple": variant.endswith("decoupled"),
    },
    slots={"s": "s", "v": "grad_sum_sq", "x0": "x0"},
    counter="k",
    bounds={"momentum": "(0, 1)"},
)
