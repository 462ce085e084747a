"""torch.optim.AdamW."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="AdamW",
    variants=("pytorch-2.13",),
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
    fused=True,
)
