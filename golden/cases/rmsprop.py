"""Cases for RMSProp.

The learning rate halves at step 5 wherever there is momentum, for inside and outside the buffer it is the same
until then; one step more shows the difference, so these cases end there.
"""

from dataclasses import replace
from functools import partial

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "alpha": 7 / 8, "eps": 2**-6}
MOMENTUM = {"momentum": 3 / 4}
DECAY = {"weight_decay": 2**-3}

spike = partial(replace(SPIKE, gradients=SPIKE.gradients[:6]).cases, algorithm="rmsprop")
decimal = partial(DECIMAL.cases, algorithm="rmsprop")

CASES = [
    *spike(
        "decay-and-spike",
        variants="pytorch-2.13-centered pytorch-2.13-momentum keras-3.15-centered keras-3.15-momentum "
        "timm-1.0.31-momentum",
        hyper={**EXACT, **MOMENTUM, **DECAY},
        changes={5: {"lr": 2**-5}},
        about="momentum and weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *spike(
        "spike",
        variants="graves-2013 optax-0.2.8-momentum tensorflow-1.15-centered tensorflow-1.15-momentum",
        hyper={**EXACT, **MOMENTUM},
        changes={5: {"lr": 2**-5}},
        about="momentum alone, an early spike, and a learning rate that halves at step 5",
    ),
    *spike(
        "plain-decay",
        variants="pytorch-2.13 keras-3.15 timm-1.0.31",
        hyper={**EXACT, **DECAY},
        about="weight decay without momentum, and an early spike",
    ),
    *spike(
        "plain",
        variants="optax-0.2.8 optax-0.2.8-eps-outside",
        hyper=EXACT,
        about="an early spike, and elements that have had no gradient yet",
    ),
    *decimal(
        "decimal",
        variants="pytorch-2.13-centered",
        hyper={"lr": 0.01, "alpha": 0.99, "eps": 1e-8, "momentum": 0.9, "weight_decay": 0.01},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
    *decimal(
        "without-eps",
        variants="paper",
        hyper={"lr": 2**-4, "alpha": 7 / 8},
        about="no epsilon, so every first gradient differs from 0",
    ),
]
