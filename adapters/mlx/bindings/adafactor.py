"""mlx.optimizers.Adafactor: by default, with momentum, and with a given learning rate.

Without a given one, the largest relative step is 1e-2.
"""

from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given

GIVEN = "transformers-5.24-given"


def options(h):
    eps = {"eps": (h["eps1"], h.get("eps2", 1e-3))} if "eps1" in h else {}
    decay = {"decay_rate": -h["decay_rate"]} if "decay_rate" in h else {}
    return {**eps, **decay, **given(h, clip_threshold="clip", beta_1="beta1", weight_decay="weight_decay")}


BINDING = Binding(
    variants=("mlx-0.32", "transformers-5.24-momentum", GIVEN),
    optimizer="Adafactor",
    options=options,
    slots={"r": "exp_avg_sq_row", "c": "exp_avg_sq_col", "v": "exp_avg_sq", "m": "exp_avg"},
    chosen=lambda variant: (
        {"learning_rate": 1e-2, "relative_step": False, "scale_parameter": False} if variant == GIVEN else {}
    ),
    fixed={"lr": 1e-2},
)
