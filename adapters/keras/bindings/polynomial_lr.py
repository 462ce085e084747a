"""keras.optimizers.schedules.PolynomialDecay."""

from keras.optimizers.schedules import PolynomialDecay

from goldstep.adapters.keras.schedules import Schedule
from goldstep.adapters.keras.verbs import given

BINDING = Schedule(
    lambda h, variant: PolynomialDecay(
        h["lr"],
        int(h["length"]),
        **given(h, end_learning_rate="end", power="exponent"),
        cycle=variant.endswith("cycle"),
    ),
    ("keras-3.15", "keras-3.15-cycle"),
    bounds={"length": "[1, inf)"},
)
