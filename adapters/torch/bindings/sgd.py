"""torch.optim.SGD, which keeps a buffer only where momentum is not 0."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="SGD",
    variants=("pytorch-2.13", "pytorch-2.13-momentum", "pytorch-2.13-nesterov"),
    options={"lr": "lr", "momentum": "momentum", "dampening": "dampening", "weight_decay": "weight_decay"},
    chosen=lambda variant: {"nesterov": True} if variant.endswith("nesterov") else {},
    slots={"b": "momentum_buffer"},
    fused=True,
    bounds={"momentum": "(0, 1]"},  # without momentum there is no buffer, and Nesterov's is refused
    later=("maximize", "foreach", "differentiable", "fused", "nesterov"),
)
