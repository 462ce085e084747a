"""torch.optim.Rprop."""

from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="Rprop",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "etas": ("eta_minus", "eta_plus"), "step_sizes": ("step_min", "step_max")},
    slots={"step": "step_size", "prev": "prev"},
    later=LATER,
)
