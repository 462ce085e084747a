"""CAME, with either kind of weight decay."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "CAME", "pytorch-optimizer-4.1-coupled": "CAME"},
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2", "beta3"), weight_decay="weight_decay"),
        "weight_decouple": not variant.endswith("coupled"),
    },
    attributes=lambda h, variant, dtype: given(h, clip_threshold="clip", eps1="eps1", eps2="eps2"),
    common=("clip", "eps1", "eps2"),
    slots={
        "m": "exp_avg",
        "r": "exp_avg_sq_row",
        "c": "exp_avg_sq_col",
        "v": "exp_avg_sq",
        "res_r": "exp_avg_res_row",
        "res_c": "exp_avg_res_col",
    },
)
