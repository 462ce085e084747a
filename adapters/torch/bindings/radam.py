"""torch.optim.RAdam."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="RAdam",
    variants=("pytorch-2.13", "pytorch-2.13-decoupled"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "decoupled_weight_decay": variant == "pytorch-2.13-decoupled",
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
