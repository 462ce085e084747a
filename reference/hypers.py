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
NORM_EPS = Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "keeps the norm from 0", neutral=Fraction(1, 10**7))
NEWTON_SCHULZ = (
    Hyper(
        "ns_steps",
        "n",
        Interval("[0, 99]"),
        "number of iterations",
        neutral=Fraction(5),
        drawn=Interval("[1, 5]"),
        integer=True,
    ),
    Hyper(
        "ns_a",
        "a",
        Interval("[0, 16]"),
        "coefficient of the first power",
        neutral=Fraction("3.4445"),
        drawn=Interval("[3, 55/16]"),
    ),
    Hyper(
        "ns_b",
        "b",
        Interval("[-32, 0]"),
        "coefficient of the third power",
        neutral=Fraction("-4.775"),
        drawn=Interval("[-5, -77/16]"),
    ),
    Hyper(
        "ns_c",
        "c",
        Interval("[0, 32]"),
        "coefficient of the fifth power",
        neutral=Fraction("2.0315"),
        drawn=Interval("[15/8, 2]"),
    ),
)
RMS_RATE = Hyper("rms_rate", r"\rho", Interval("[0, inf)"), "root mean square aimed at", neutral=Fraction(1, 5))
BASE_LR = Hyper("lr", r"\eta_{\text{base}}", Interval("[0, inf)"), "base learning rate")
LENGTH = Hyper(
    "length", "T", Interval("[1, inf)"), "number of steps until the end", drawn=Interval("[2, 20]"), integer=True
)
BEGIN = Hyper(
    "begin",
    "B",
    Interval("[0, inf)"),
    "number of steps before the rate begins to move",
    neutral=Fraction(0),
    drawn=Interval("[1, 8]"),
    integer=True,
)
ETA_MIN = Hyper("eta_min", r"\eta_{\min}", Interval("[0, inf)"), "least learning rate", neutral=Fraction(0))
GAMMA = Hyper("gamma", r"\gamma", Interval("[0, inf)"), "factor of a decay", drawn=Interval("[1/2, 1]"))
MAX_NORM = Hyper(
    "max_norm", "c", Interval("(0, inf)"), "largest norm that a gradient keeps", drawn=Interval("[1/16, 4]")
)
