"""torch.optim.NAdam, which keeps the product of momenta in float32 whatever the dtype of the parameters."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="NAdam",
    variants=("pytorch-2.13", "pytorch-2.13-decoupled"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "momentum_decay": h["momentum_decay"],
        "decoupled_weight_decay": variant == "pytorch-2.13-decoupled",
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq", "mu_product": "mu_product"},
    contract=Contract(scalars="single"),
)
