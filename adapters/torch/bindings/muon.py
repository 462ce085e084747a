"""torch.optim.Muon, which iterates in bfloat16 whatever the dtype, by loops only."""

from typing import Any

from goldstep.adapters.contract import Contract
from goldstep.adapters.torch.optimizers import Binding

CHOSEN: dict[str, dict[str, Any]] = {
    "pytorch-2.13-without-nesterov": {"nesterov": False},
    "pytorch-2.13-match-rms": {"adjust_lr_fn": "match_rms_adamw"},
}

BINDING = Binding(
    optimizer="Muon",
    variants=("pytorch-2.13", "pytorch-2.13-without-nesterov", "pytorch-2.13-match-rms"),
    options={
        "lr": "lr",
        "momentum": "momentum",
        "weight_decay": "weight_decay",
        "eps": "eps",
        "ns_steps": "ns_steps",
        "ns_coefficients": ("ns_a", "ns_b", "ns_c"),
    },
    values={"ns_steps": int},
    chosen=lambda variant: CHOSEN.get(variant, {}),
    slots={"m": "momentum_buffer"},
    foreach=False,
    contract=Contract(matrices="bfloat16"),
)
