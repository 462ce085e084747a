"""torch.optim.Adafactor; it keeps rows and columns as matrices of one column or row."""

from operator import neg

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Adafactor",
    variants=("pytorch-2.13",),
    options={
        "lr": "lr",
        "beta2_decay": "decay_rate",
        "eps": ("eps1", "eps2"),
        "d": "clip",
        "weight_decay": "weight_decay",
    },
    values={"decay_rate": neg},
    slots={"r": "row_var", "c": "col_var", "v": "variance"},
    flat=("r", "c"),
    later=("foreach",),
)
