"""torch.optim.AdamW."""

from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="AdamW",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "betas": ("beta1", "beta2"), "eps": "eps", "weight_decay": "weight_decay"},
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
    fused=True,
    later=(*LATER, "fused", "amsgrad"),
)
