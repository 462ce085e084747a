"""torch.optim.Adadelta."""

from goldstep.adapters.torch.optimizers import LATER, Binding

BINDING = Binding(
    optimizer="Adadelta",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "rho": "rho", "eps": "eps", "weight_decay": "weight_decay"},
    slots={"e_g": "square_avg", "e_x": "acc_delta"},
    later=LATER,
)
