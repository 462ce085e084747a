"""AdaBelief without rectification, with either kind of weight decay."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"official": "AdaBelief", "official-coupled": "AdaBelief"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "weight_decouple": variant == "official",
    },
    slots={"m": "exp_avg", "s": "exp_avg_var"},
)
