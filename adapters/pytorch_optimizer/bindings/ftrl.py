"""FTRL; a `lr_power` other than -0.5 changes its differences of roots and not its denominator."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "FTRL"},
    options=lambda h, variant: {**given(h, lr="lr", beta="beta", lambda_1="l1", lambda_2="l2"), "lr_power": -0.5},
    slots={"z": "z", "n": "n"},
)
