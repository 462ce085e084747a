"""torch.optim.Adagrad, which makes its state in the constructor."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Adagrad",
    variants=("pytorch-2.13",),
    options=lambda h, variant: {
        "lr": h["lr"],
        "lr_decay": h["lr_decay"],
        "weight_decay": h["weight_decay"],
        "initial_accumulator_value": h["initial_accumulator_value"],
        "eps": h["eps"],
    },
    slots={"G": "sum"},
    fused=True,
)
