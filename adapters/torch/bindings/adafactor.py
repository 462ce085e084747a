"""torch.optim.Adafactor; it keeps rows and columns as matrices of one column or row."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Adafactor",
    variants=("pytorch-2.13",),
    options=lambda h, variant: {
        "lr": h["lr"],
        "beta2_decay": -h["decay_rate"],
        "eps": (h["eps1"], h["eps2"]),
        "d": h["clip"],
        "weight_decay": h["weight_decay"],
    },
    slots={"r": "row_var", "c": "col_var", "v": "variance"},
    flat=("r", "c"),
)
