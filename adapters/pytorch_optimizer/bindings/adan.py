"""Adan, which keeps the gradient of the step before with the other sign."""

from goldstep.adapters.pytorch_optimizer import Binding

BINDING = Binding(
    optimizers={"official": "Adan", "official-no-prox": "Adan"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"], h["beta3"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "weight_decouple": variant.endswith("no-prox"),
    },
    slots={"m": "exp_avg", "v": "exp_avg_diff", "n": "exp_avg_sq", "prev": "previous_grad"},
    negated=("prev",),
)
