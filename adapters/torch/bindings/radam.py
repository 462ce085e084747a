"""torch.optim.RAdam."""

from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="RAdam",
    variants=("pytorch-2.13", "pytorch-2.13-decoupled"),
    options={"lr": "lr", "betas": ("beta1", "beta2"), "eps": "eps", "weight_decay": "weight_decay"},
    chosen=lambda variant: {"decoupled_weight_decay": True} if variant.endswith("decoupled") else {},
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
    later=(*LATER, "decoupled_weight_decay"),
)
