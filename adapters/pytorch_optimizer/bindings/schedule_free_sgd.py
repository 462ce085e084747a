"""ScheduleFreeSGD in training mode; the weights of its average lie in the parameter group."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "ScheduleFreeSGD"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "momentum": h["beta"],
        "weight_decay": h["weight_decay"],
        "warmup_steps": int(h["warmup_steps"]),
        "r": h["r"],
    },
    slots={"z": "z", "lr_max": "lr_max", "weight_sum": "weight_sum"},
)
