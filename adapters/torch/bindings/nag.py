"""torch.optim.SGD with Nesterov's momentum: its parameter is the look-ahead point."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="SGD",
    variants=("pytorch-2.13",),
    options=lambda h, variant: {"lr": h["lr"], "momentum": h["momentum"], "nesterov": True},
    slots={"b": "momentum_buffer"},
    fused=True,
)
