"""pytorch_optimizer.RAdam: by default the authors', and with `degenerated_to_sgd` PyTorch's.

`weight_decouple=False` is not bound: it decays nothing at all.
"""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding

BINDING = Binding(
    optimizers={"official": "RAdam", "pytorch-2.13-decoupled": "RAdam"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
    },
    fixed=lambda variant: {"degenerated_to_sgd": variant != "official"},
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
)
