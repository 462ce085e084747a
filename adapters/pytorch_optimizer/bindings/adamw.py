"""The AdamW within Muon: its groups without `use_muon`. Under the name AdamW the library passes on that of PyTorch."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"pytorch-2.13": "Muon"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "use_muon": False,
    },
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
