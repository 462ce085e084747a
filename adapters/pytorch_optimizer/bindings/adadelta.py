"""AdaDelta, with either kind of weight decay."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-2.13": "AdaDelta", "keras-3.15": "AdaDelta"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "rho": h["rho"],
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "weight_decouple": variant == "keras-3.15",
    },
    slots={"e_g": "square_avg", "e_x": "acc_delta"},
)
