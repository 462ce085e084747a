"""torch.optim.RMSprop."""

from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="RMSprop",
    variants=("pytorch-2.13", "pytorch-2.13-momentum", "pytorch-2.13-centered"),
    options={
        "lr": "lr",
        "alpha": "alpha",
        "eps": "eps",
        "weight_decay": "weight_decay",
        "momentum": "momentum",
    },
    chosen=lambda variant: {"centered": True} if variant.endswith("centered") else {},
    slots={"v": "square_avg", "a": "grad_avg", "b": "momentum_buffer"},
    later=(*LATER, "momentum", "centered"),
)
