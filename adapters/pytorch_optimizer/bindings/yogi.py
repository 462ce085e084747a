"""Yogi with either kind of weight decay; the coupled one is that of torch_optimizer."""

from goldstep.adapters.pytorch_optimizer import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Yogi", "torch-optimizer-0.3": "Yogi"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "initial_accumulator": h["initial_accumulator_value"],
        "weight_decay": h["weight_decay"],
        "weight_decouple": variant == "pytorch-optimizer-4.1",
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
