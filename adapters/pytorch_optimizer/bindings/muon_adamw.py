"""Muon with a group of each kind: matrices with `use_muon`, everything else without."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Muon"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "momentum": h["momentum"],
        "weight_decay": h["weight_decay"],
        "ns_steps": int(h["ns_steps"]),
        "ns_coeffs": [(h["ns_a"], h["ns_b"], h["ns_c"])],
        "use_muon": True,
    },
    others=lambda h, variant: {
        "lr": h["adam_lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["adam_eps"],
        "weight_decay": h["adam_weight_decay"],
        "use_muon": False,
    },
    slots={"m": ("momentum_buffer", "exp_avg"), "v": "exp_avg_sq"},
    contract=Contract(matrices="bfloat16"),
)
