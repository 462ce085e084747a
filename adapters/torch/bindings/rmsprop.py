"""torch.optim.RMSprop."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="RMSprop",
    variants=("pytorch-2.13", "pytorch-2.13-momentum", "pytorch-2.13-centered"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "alpha": h["alpha"],
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "momentum": h.get("momentum", 0.0),
        "centered": variant.endswith("centered"),
    },
    slots={"v": "square_avg", "a": "grad_avg", "b": "momentum_buffer"},
)
