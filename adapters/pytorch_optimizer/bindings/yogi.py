"""Yogi with either kind of weight decay; the coupled one is that of torch_optimizer."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Yogi", "torch-optimizer-0.3": "Yogi"},
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2"), eps="eps", weight_decay="weight_decay"),
        **given(h, initial_accumulator="initial_accumulator_value"),
        "weight_decouple": variant == "pytorch-optimizer-4.1",
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
