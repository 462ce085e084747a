"""torch.optim.SGD with Nesterov's momentum: its parameter is the look-ahead point."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="SGD",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "momentum": "momentum"},
    chosen=lambda variant: {"nesterov": True},
    slots={"b": "momentum_buffer"},
    fused=True,
    bounds={"momentum": "(0, 1]"},
    later=("maximize", "foreach", "differentiable", "fused"),
)
