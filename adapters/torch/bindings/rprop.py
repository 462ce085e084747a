"""torch.optim.Rprop."""

from goldstep.adapters.torch.optimizers import Binding

BINDING = Binding(
    optimizer="Rprop",
    variants=("pytorch-2.13",),
    options=lambda h, variant: {
        "lr": h["lr"],
        "etas": (h["eta_minus"], h["eta_plus"]),
        "step_sizes": (h["step_min"], h["step_max"]),
    },
    slots={"step": "step_size", "prev": "prev"},
)
