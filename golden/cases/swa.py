"""Cases for stochastic weight averaging: live weights and live buffers, a late start, a frequency above 1."""

from goldstep.golden.inputs import AVERAGED, AVERAGED_DECIMAL

LATE = {"start": 2, "frequency": 3}

CASES = [
    *AVERAGED.cases(
        "every-third",
        "swa",
        "pytorch-2.13 pytorch-2.13-buffers torchcontrib-0.0.2",
        LATE,
        about="every third step from the second on, or every multiple of three after it",
    ),
    *AVERAGED.cases("every-second", "swa", "paper", {"frequency": 2}, about="every second step"),
    *AVERAGED.cases(
        "every-step",
        "swa",
        "pytorch-2.13-buffers",
        {"start": 1, "frequency": 1},
        about="every step from the first on",
    ),
    *AVERAGED_DECIMAL.cases(
        "decimal",
        "swa",
        "pytorch-2.13-buffers",
        {"start": 1, "frequency": 2},
        about="weights and buffers that no binary format holds",
    ),
]
