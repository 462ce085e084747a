"""torch.optim.Adamax."""

from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="Adamax",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "betas": ("beta1", "beta2"), "eps": "eps", "weight_decay": "weight_decay"},
    slots={"m": "exp_avg", "u": "exp_inf"},
    later=LATER,
)
