"""torch.optim.Muon, which iterates in bfloat16 whatever the dtype, by loops only."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Muon",
    variants=("pytorch-2.13", "pytorch-2.13-without-nesterov", "pytorch-2.13-match-rms"),
    options=lambda h, variant: {
        "lr": h["lr"],
        "momentum": h["momentum"],
        "weight_decay": h["weight_decay"],
        "eps": h["eps"],
        "ns_steps": int(h["ns_steps"]),
        "ns_coefficients": (h["ns_a"], h["ns_b"], h["ns_c"]),
        "nesterov": variant != "pytorch-2.13-without-nesterov",
        "adjust_lr_fn": "match_rms_adamw" if variant == "pytorch-2.13-match-rms" else "original",
    },
    slots={"m": "momentum_buffer"},
    foreach=False,
    contract=Contract(matrices="bfloat16"),
)
