"""tinygrad.nn.optim.SGD: its LARS without the ratio. With `classic` the learning rate is in the buffer."""

from goldstep.adapters.tinygrad.optimizers import Binding

BINDING = Binding(
    optimizer="SGD",
    variants=("pytorch-2.13", "pytorch-2.13-momentum", "pytorch-2.13-nesterov", "paper-momentum"),
    slots={"b": "b"},
    chosen=lambda variant: {"nesterov": variant.endswith("nesterov"), "classic": variant.startswith("paper")},
    negates=lambda variant: variant.startswith("paper"),
    fixed={"dampening": 0.0},
    bounds={"momentum": "(0, 1]"},
)
