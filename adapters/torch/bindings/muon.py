"""torch.optim.Muon, which iterates in bfloat16 whatever the dtype, by loops only."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.torch.optimizers import Binding

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
    chosen=lambda variant: {
        "nesterov": variant != "pytorch-2.13-without-nesterov",
        "adjust_lr_fn": "match_rms_adamw" if variant == "pytorch-2.13-match-rms" else "original",
    },
    slots={"m": "momentum_buffer"},
    foreach=False,
    contract=Contract(matrices="bfloat16"),
)
