"""torch.optim.NAdam, which keeps the product of momenta in float32 whatever the dtype of the parameters."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="NAdam",
    variants=("pytorch-2.13", "pytorch-2.13-decoupled"),
    options={
        "lr": "lr",
        "betas": ("beta1", "beta2"),
        "eps": "eps",
        "weight_decay": "weight_decay",
        "momentum_decay": "momentum_decay",
    },
    chosen=lambda variant: {"decoupled_weight_decay": True} if variant.endswith("decoupled") else {},
    slots={"m": "exp_avg", "v": "exp_avg_sq", "mu_product": "mu_product"},
    contract=Contract(scalars="single"),
    later=(*LATER, "decoupled_weight_decay"),
)
