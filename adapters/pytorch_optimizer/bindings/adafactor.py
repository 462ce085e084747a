"""AdaFactor with the learning rate that it is given, which it ignores by default, and momentum in full precision."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "AdaFactor"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2_cap"]),
        "weight_decay": h["weight_decay"],
        "relative_step": False,
    },
    attributes=lambda h, variant, dtype: {
        "decay_rate": -h["decay_rate"],
        "clip_threshold": h["clip"],
        "eps1": h["eps1"],
        "eps2": h["eps2"],
        "momentum_dtype": dtype,
    },
    common=("decay_rate", "clip", "eps1", "eps2"),
    slots={"r": "exp_avg_sq_row", "c": "exp_avg_sq_col", "v": "exp_avg_sq", "m": "exp_avg"},
)
