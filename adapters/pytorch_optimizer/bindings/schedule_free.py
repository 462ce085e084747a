"""ScheduleFreeAdamW in training mode; the weights of its average lie in the parameter group."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "ScheduleFreeAdamW"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "warmup_steps": int(h["warmup_steps"]),
        "r": h["r"],
    },
    slots={"v": "exp_avg_sq", "z": "z", "lr_max": "lr_max", "weight_sum": "weight_sum"},
)
