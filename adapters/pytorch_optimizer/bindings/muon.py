"""The matrices of Muon: its groups with `use_muon`. It iterates in bfloat16 whatever the dtype."""

from goldstep.adapters.contract import Contract
from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given


def iteration(h):
    """How many steps of which polynomial."""
    coefficients = given(h, ns_coeffs=("ns_a", "ns_b", "ns_c"))
    steps = {"ns_steps": int(h["ns_steps"])} if "ns_steps" in h else {}
    return {name: [values] for name, values in coefficients.items()} | steps


def options(h, variant):
    return {
        **given(h, lr="lr", momentum="momentum", weight_decay="weight_decay"),
        "weight_decouple": variant != "pytorch-optimizer-4.1-coupled",
        "nesterov": True,
        **iteration(h),
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
