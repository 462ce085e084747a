"""torch.optim.Adagrad, which makes its state in the constructor."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Adagrad",
    variants=("pytorch-2.13",),
    options={
        "lr": "lr",
        "lr_decay": "lr_decay",
        "weight_decay": "weight_decay",
        "initial_accumulator_value": "initial_accumulator_value",
        "eps": "eps",
    },
    slots={"G": "sum"},
    fused=True,
    common=("initial_accumulator_value",),
    later=("maximize", "foreach", "differentiable", "fused"),
)
