"""ADOPT as it is, and without its clip the official one."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

OWN = ("pytorch-optimizer-4.1", "pytorch-optimizer-4.1-decoupled", "pytorch-optimizer-4.1-fixed")

BINDING = Binding(
    optimizers=dict.fromkeys((*OWN, "official-unclipped"), "ADOPT"),
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2"), eps="eps", weight_decay="weight_decay"),
        "weight_decouple": variant.endswith(("decoupled", "fixed")),
        "fixed_decay": variant.endswith("fixed"),
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
    fixed=lambda variant: {} if variant in OWN else {"clip_lambda": None},
)
