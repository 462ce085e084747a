"""Lion, with either kind of weight decay."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Lion", "pytorch-optimizer-4.1-coupled": "Lion"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "weight_decay": h["weight_decay"],
        "weight_decouple": not variant.endswith("coupled"),
    },
    slots={"m": "exp_avg"},
)
