"""AdaFactor with the learning rate that it is given, which it ignores by default, and momentum in full precision."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "AdaFactor"},
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2_cap"), weight_decay="weight_decay"),
        "relative_step": False,
    },
    attributes=lambda h, variant, dtype: {
        **({"decay_rate": -h["decay_rate"]} if "decay_rate" in h else {}),
        **given(h, clip_threshold="clip", eps1="eps1", eps2="eps2"),
        "momentum_dtype": dtype,
    },
    common=("decay_rate", "clip", "eps1", "eps2"),
    slots={"r": "exp_avg_sq_row", "c": "exp_avg_sq_col", "v": "exp_avg_sq", "m": "exp_avg"},
)
