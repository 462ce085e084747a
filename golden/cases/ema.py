"""Cases for the exponential moving average: live weights and buffers, and warm-ups that end on the way."""

from goldstep.golden.inputs import AVERAGED, AVERAGED_DECIMAL

CASES = [
    *AVERAGED.cases(
        "eighth",
        "ema",
        "pytorch-2.13 pytorch-2.13-buffers paper optax-0.2.8-incremental",
        {"decay": 7 / 8},
        changes={5: {"decay": 3 / 4}},
        about="a decay of 7/8, from step 5 on of 3/4",
    ),
    *AVERAGED.cases(
        "warm-up",
        "ema",
        "stable-diffusion-1",
        {"decay": 3 / 8},
        about="a warm-up that reaches the decay at step 5",
    ),
    *AVERAGED.cases(
        "warm-up",
        "ema",
        "diffusers-0.42",
        {"decay": 3 / 8},
        about="a warm-up that reaches the decay at step 6",
    ),
    *AVERAGED.cases(
        "warm-up",
        "ema",
        "timm-1.0 diffusers-0.42-warm-up",
        {"decay": 1 / 2, "gamma": 2, "power": 3 / 4},
        about="a warm-up that reaches the decay at step 5",
    ),
    *AVERAGED_DECIMAL.cases(
        "decimal",
        "ema",
        "pytorch-2.13-buffers",
        {"decay": 0.99},
        about="a decimal decay: a wrong place for its rounding shows here",
    ),
]
