"""torch.optim.Adadelta."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Adadelta",
    variants=("pytorch-2.13",),
    options=lambda h, variant: {
        "lr": h["lr"],
        "rho": h["rho"],
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
    },
    slots={"e_g": "square_avg", "e_x": "acc_delta"},
)
