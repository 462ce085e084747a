"""Lamb as it is, and with the formulas that its documentation promises: no correction, and decay inside the ratio."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Lamb", "pytorch-optimizer-4.1-uncorrected": "Lamb"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "weight_decouple": variant == "pytorch-optimizer-4.1",
        "adam_debias": variant.endswith("uncorrected"),
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
