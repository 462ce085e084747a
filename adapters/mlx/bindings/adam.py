"""mlx.optimizers.Adam, by default without bias correction, and with it."""

from goldstep.adapters.mlx.optimizers import Binding
from goldstep.adapters.mlx.verbs import given


def options(h):
    betas = {"betas": [h["beta1"], h["beta2"]]} if "beta1" in h or "beta2" in h else {}
    return {"learning_rate": h["lr"], **betas, **given(h, eps="eps")}


BINDING = Binding(
    variants=("mlx-0.32", "optax-0.2.8"),
    optimizer="Adam",
    options=options,
    slots={"m": "m", "v": "v"},
    chosen=lambda variant: {"bias_correction": True} if variant == "optax-0.2.8" else {},
)
