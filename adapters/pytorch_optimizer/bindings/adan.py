"""Adan, which keeps the gradient of the step before with the other sign."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"official": "Adan", "official-no-prox": "Adan"},
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2", "beta3"), eps="eps", weight_decay="weight_decay"),
        "weight_decouple": variant.endswith("no-prox"),
    },
    slots={"m": "exp_avg", "v": "exp_avg_diff", "n": "exp_avg_sq", "prev": "previous_grad"},
    negated=("prev",),
)
