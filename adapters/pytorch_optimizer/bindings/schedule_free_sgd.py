"""ScheduleFreeSGD in training mode; the weights of its average lie in the parameter group."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "ScheduleFreeSGD"},
    options=lambda h, variant: {
        **given(h, lr="lr", momentum="beta", weight_decay="weight_decay", r="r"),
        **({"warmup_steps": int(h["warmup_steps"])} if "warmup_steps" in h else {}),
    },
    slots={"z": "z", "lr_max": "lr_max", "weight_sum": "weight_sum"},
)
