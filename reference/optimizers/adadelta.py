"""Adadelta (M. D. Zeiler, 2012, Algorithm 1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import WEIGHT_DECAY


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "ADADELTA-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "ADADELTA-1")

    e_g = q("e_g", q.average(h.rho, s.e_g, g * g), "ADADELTA-2")

    rms_update = q("rms_update", q.sqrt(s.e_x + h.eps), "ADADELTA-3")
    rms_gradient = q("rms_gradient", q.sqrt(e_g + h.eps), "ADADELTA-4")
    delta = q("delta", rms_update / rms_gradient * g, "ADADELTA-5")

    q("e_x", q.average(h.rho, s.e_x, delta * delta), "ADADELTA-6")

    q("theta", theta - h.lr * delta, "ADADELTA-7")


def scaling(h):
    if h.lr == 1:  # perhaps a variant without a learning rate, which would have to shrink
        return None
    powers = {"lr": -1, "eps": 2, "e_g": 2, "e_x": 2}
    if h.weight_decay:
        powers["weight_decay"] = 1
    return powers


ALGORITHM = Algorithm(
    name="adadelta",
    title="Adadelta",
    hypers=(
        Hyper("lr", r"\eta", Interval("[0, inf)"), "learning rate", neutral=Fraction(1)),
        Hyper(
            "rho",
            r"\rho",
            Interval("[0, 1]"),
            "decay rate of both averages",
            drawn=Interval("[1/2, 31/32]"),
        ),
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "added under both roots"),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("e_g", "E[g^2]", "moving average of the squared gradient", nonnegative=True),
        Slot(
            "e_x",
            r"E[\Delta^2]",
            "moving average of the squared update, before the learning rate",
            nonnegative=True,
        ),
    ),
    switches={"decay": ("coupled", "decoupled")},
    variants=(
        Variant(
            "pytorch-2.13",
            {"decay": "coupled"},
            {"lr": "1", "rho": "0.9", "eps": "1e-6", "weight_decay": "0"},
            "torch.optim.Adadelta",
        ),
        Variant(
            "paper",
            {"decay": "coupled"},
            {"rho": "0.95", "eps": "1e-6"},
            "Zeiler (2012), Algorithm 1, which has no learning rate",
        ),
        Variant(
            "optax-0.2.8",
            {"decay": "coupled"},
            {"lr": None, "rho": "0.9", "eps": "1e-6", "weight_decay": "0"},
            "optax.adadelta with an explicit learning rate: its default None leaves out the minus sign too",
        ),
        Variant(
            "keras-3.15",
            {"decay": "decoupled"},
            {"lr": "1e-3", "rho": "0.95", "eps": "1e-7", "weight_decay": "0"},
            "keras.optimizers.Adadelta; its weight_decay is decoupled for every optimizer",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADADELTA-8",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "rms_update": "R",
        "rms_gradient": "D",
        "delta": r"\Delta",
    },
    scaling=scaling,
)
