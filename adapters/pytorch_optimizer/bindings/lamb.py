"""Lamb as it is, and with the formulas that its documentation promises: no correction, and decay inside the ratio."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Lamb", "pytorch-optimizer-4.1-uncorrected": "Lamb"},
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2"), eps="eps", weight_decay="weight_decay"),
        "weight_decouple": variant == "pytorch-optimizer-4.1",
        "adam_debias": variant.endswith("uncorrected"),
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
