"""The matrices of Muon: its groups with `use_muon`. It iterates in bfloat16 whatever the dtype."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.pytorch_optimizer.optimizers import Binding


def options(h, variant):
    return {
        "lr": h["lr"],
        "momentum": h["momentum"],
        "weight_decay": h["weight_decay"],
        "weight_decouple": variant != "pytorch-optimizer-4.1-coupled",
        "nesterov": True,
        "ns_steps": int(h["ns_steps"]),
        "ns_coeffs": [(h["ns_a"], h["ns_b"], h["ns_c"])],
        "use_adjusted_lr": variant == "pytorch-optimizer-4.1-adjusted",
        "use_muon": True,
    }


VARIANTS = ("pytorch-optimizer-4.1", "pytorch-optimizer-4.1-adjusted", "pytorch-optimizer-4.1-coupled")
BINDING = Binding(
    optimizers=dict.fromkeys(VARIANTS, "Muon"),
    options=options,
    slots={"m": "momentum_buffer"},
    contract=Contract(matrices="bfloat16"),
)
