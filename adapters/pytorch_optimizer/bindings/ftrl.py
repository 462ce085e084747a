"""FTRL; a `lr_power` other than -0.5 changes its differences of roots and not its denominator."""

from goldstep.adapters.pytorch_optimizer import Binding

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "FTRL"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "lr_power": -0.5,
        "beta": h["beta"],
        "lambda_1": h["l1"],
        "lambda_2": h["l2"],
    },
    slots={"z": "z", "n": "n"},
)
