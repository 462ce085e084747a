"""Cases for accumulation: windows of two, three and four micro-steps, some cut short, with signs that cancel."""

from goldstep.golden.inputs import DECIMAL, SPIKE

CASES = [
    *SPIKE.cases(
        "windows",
        "gradient_accumulation",
        "pytorch-2.13 optax-0.2.8 optax-0.2.8-apply-every",
        {"every": 3},
        about="two windows of three micro-steps, and two micro-steps of a third",
    ),
    *SPIKE.cases(
        "fours",
        "gradient_accumulation",
        "keras-3.15",
        {"every": 4},
        about="two windows of four micro-steps: a reciprocal of 4 is exact, so that no rounding has a preference",
    ),
    *SPIKE.cases(
        "groups",
        "gradient_accumulation",
        "pytorch-2.13",
        {"every": 2},
        groups=({}, {"every": 1}),
        about="the second tensor is updated at each micro-step",
    ),
    *DECIMAL.cases(
        "decimal",
        "gradient_accumulation",
        "optax-0.2.8",
        {"every": 3},
        about="decimal gradients, of which no mean is a float",
    ),
]
