"""torch.optim.Adam with `amsgrad`; the decoupled variant is what torch.optim.AdamW makes of it."""

from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="Adam",
    variants=("pytorch-2.13", "pytorch-2.13-decoupled"),
    classes={"pytorch-2.13-decoupled": "AdamW"},
    options={"lr": "lr", "betas": ("beta1", "beta2"), "eps": "eps", "weight_decay": "weight_decay"},
    chosen=lambda variant: {"amsgrad": True},
    slots={"m": "exp_avg", "v": "exp_avg_sq", "v_max": "max_exp_avg_sq"},
    fused=True,
    later=(*LATER, "fused", "decoupled_weight_decay"),
)
