"""Muon with a group of each kind: matrices with `use_muon`, everything else without."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.pytorch_optimizer.bindings.muon import iteration
from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "Muon"},
    options=lambda h, variant: {
        **given(h, lr="lr", momentum="momentum", weight_decay="weight_decay"),
        **iteration(h),
        "use_muon": True,
    },
    others=lambda h, variant: {
        **given(h, lr="adam_lr", betas=("beta1", "beta2"), eps="adam_eps", weight_decay="adam_weight_decay"),
        "use_muon": False,
    },
    slots={"m": ("momentum_buffer", "exp_avg"), "v": "exp_avg_sq"},
    contract=Contract(matrices="bfloat16"),
)
