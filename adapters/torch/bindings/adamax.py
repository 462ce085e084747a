"""torch.optim.Adamax."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Adamax",
    variants=("pytorch-2.13",),
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h.get("weight_decay", 0.0),
    },
    slots={"m": "exp_avg", "u": "exp_inf"},
)
