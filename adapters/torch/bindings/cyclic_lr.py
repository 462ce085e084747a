"""torch.optim.lr_scheduler.CyclicLR over SGD, whose momentum it cycles or leaves alone."""

from torch.optim.lr_scheduler import CyclicLR

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=(
        "pytorch-2.13",
        "pytorch-2.13-triangular2",
        "pytorch-2.13-exp-range",
        "pytorch-2.13-without-momentum",
    ),
    make=CyclicLR,
    options={
        "base_lr": "lr",
        "max_lr": "max_lr",
        "step_size_up": "up",
        "step_size_down": "down",
        "gamma": "gamma",
        "base_momentum": "base_momentum",
        "max_momentum": "max_momentum",
    },
    values={"up": int, "down": int},
    chosen={
        "pytorch-2.13-triangular2": {"mode": "triangular2"},
        "pytorch-2.13-exp-range": {"mode": "exp_range"},
        "pytorch-2.13-without-momentum": {"cycle_momentum": False},
    },
    lists={
        "base_lr": "base_lrs",
        "max_lr": "max_lrs",
        "base_momentum": "base_momentums",
        "max_momentum": "max_momentums",
    },
    constant=("up", "down", "gamma", "max_momentum"),
    entries={"momentum": "max_momentum"},
    sets_rate=True,
    slots={"momentum": "group/momentum"},
)
