"""AdaMax, with either kind of weight decay."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-2.13": "AdaMax", "optax-0.2.8-adamaxw": "AdaMax"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h.get("eps", 0.0),
        "weight_decay": h.get("weight_decay", 0.0),
        "weight_decouple": variant != "pytorch-2.13",
    },
    slots={"m": "exp_avg", "u": "exp_inf"},
)
