"""torch.optim.Adam with `amsgrad`; the decoupled variant is what torch.optim.AdamW makes of it."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Adam",
    variants=("pytorch-2.13", "pytorch-2.13-decoupled"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "amsgrad": True,
        "decoupled_weight_decay": variant == "pytorch-2.13-decoupled",
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq", "v_max": "max_exp_avg_sq"},
    fused=True,
)
