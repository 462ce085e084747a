"""Lion, with either kind of weight decay."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Lion", "pytorch-optimizer-4.1-coupled": "Lion"},
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2"), weight_decay="weight_decay"),
        "weight_decouple": not variant.endswith("coupled"),
    },
    slots={"m": "exp_avg"},
)
