"""Hyperparameters that mean the same in several algorithms."""

from fractions import Fraction

from goldstep.reference.algorithm import Hyper, Interval

LR = Hyper("lr", r"\eta", Interval("[0, inf)"), "learning rate")
BETA1 = Hyper("beta1", r"\beta_1", Interval("[0, 1)"), "decay rate of the first moment", drawn=Interval("[1/2, 31/32]"))
BETA2 = Hyper(
    "beta2", r"\beta_2", Interval("[0, 1)"), "decay rate of the second moment", drawn=Interval("[1/2, 127/128]")
)
EPS = Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "added to the denominator")
WEIGHT_DECAY = Hyper(
    "weight_decay",
    r"\lambda",
    Interval("[0, inf)"),
    "weight decay",
    neutral=Fraction(0),
    drawn=Interval("[0, 1/4]"),
)
