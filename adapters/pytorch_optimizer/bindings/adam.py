"""Two more Adams, for the library passes on that of PyTorch under this name.

The groups without `use_muon` in Muon, with coupled decay; and PAdam with exponent 1/2, which adds its epsilon as
Keras does.
"""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding


def options(h, variant):
    muon = variant == "pytorch-2.13"
    return {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "weight_decouple": not muon,
        **({"use_muon": False} if muon else {"partial": 0.5}),
    }


BINDING = Binding(
    optimizers={"pytorch-2.13": "Muon", "keras-3.15": "PAdam"},
    options=options,
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
