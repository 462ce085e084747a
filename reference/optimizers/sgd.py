"""SGD: H. Robbins and S. Monro (1951), with the momentum of B. T. Polyak (1964) and that of Y. Nesterov (1983)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR, WEIGHT_DECAY


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, point = s.theta, s.theta
    inside = h.lr_place == "inside"
    if h.nesterov == "lookahead":  # the gradient was taken here, and theta stayed behind
        ahead = h.momentum * s.b
        point = q("y", theta + ahead if inside else theta - h.lr * ahead, "SGD-1")

    d = s.g
    if h.decay == "coupled":
        d = q("d", d + h.weight_decay * point, "SGD-2")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "SGD-2")

    u = -h.lr * d if inside else d
    if h.buffer == "kept":
        if t == 1 and h.first_buffer == "gradient":
            b = q("b", u, "SGD-3")
        else:
            b = q("b", h.momentum * s.b + (1 - h.dampening) * u, "SGD-4")
        u = q("u", u + h.momentum * b, "SGD-5") if h.nesterov == "simplified" else b

    q("theta", theta + u if inside else theta - h.lr * u, "SGD-6")


def scaling(h):
    powers = {"lr": -1}
    if h.weight_decay:
        powers["weight_decay"] = 1
    if h.buffer == "kept":
        powers["b"] = 0 if h.lr_place == "inside" else 1
    return powers


PLAIN = {
    "decay": "coupled",
    "buffer": "none",
    "first_buffer": "gradient",
    "lr_place": "outside",
    "nesterov": "off",
}
MOMENTUM = {**PLAIN, "buffer": "kept"}
VELOCITY = {**MOMENTUM, "first_buffer": "recursion", "lr_place": "inside"}

ALGORITHM = Algorithm(
    name="sgd",
    title="SGD",
    hypers=(
        LR,
        Hyper(
            "momentum",
            r"\mu",
            Interval("[0, 1]"),
            "share of the buffer that is kept",
            neutral=Fraction(0),
            drawn=Interval("[1/2, 31/32]"),
        ),
        Hyper(
            "dampening",
            r"\tau",
            Interval("[0, 1]"),
            "share of the gradient that does not enter the buffer",
            neutral=Fraction(0),
            drawn=Interval("[0, 3/4]"),
        ),
        WEIGHT_DECAY,
    ),
    slots=(Slot("b", "b", "momentum buffer; with the learning rate inside, the velocity", when={"buffer": "kept"}),),
    switches={
        "decay": ("coupled", "decoupled"),
        "buffer": ("none", "kept"),
        "first_buffer": ("gradient", "recursion"),
        "lr_place": ("outside", "inside"),
        "nesterov": ("off", "simplified", "lookahead"),
    },
    variants=(
        Variant("pytorch-2.13", PLAIN, {"lr": "1e-3", "weight_decay": "0"}, "torch.optim.SGD"),
        Variant(
            "pytorch-2.13-momentum",
            MOMENTUM,
            {"lr": "1e-3", "momentum": None, "dampening": "0", "weight_decay": "0"},
            "torch.optim.SGD with momentum, whose first buffer is the gradient, not dampened",
        ),
        Variant(
            "pytorch-2.13-nesterov",
            {**MOMENTUM, "nesterov": "simplified"},
            {"lr": "1e-3", "momentum": None, "weight_decay": "0"},
            "torch.optim.SGD with nesterov=True, which excludes dampening",
        ),
        Variant("optax-0.2.8", PLAIN, {"lr": None}, "optax.sgd"),
        Variant("optax-0.2.8-momentum", MOMENTUM, {"lr": None, "momentum": None}, "optax.sgd with momentum"),
        Variant(
            "optax-0.2.8-nesterov",
            {**MOMENTUM, "nesterov": "simplified"},
            {"lr": None, "momentum": None},
            "optax.sgd with nesterov=True",
        ),
        Variant(
            "keras-3.15",
            PLAIN,
            {"lr": "0.01", "weight_decay": "0"},
            "keras.optimizers.SGD; without a buffer, decoupled decay is coupled decay",
        ),
        Variant(
            "keras-3.15-momentum",
            {**VELOCITY, "decay": "decoupled"},
            {"lr": "0.01", "momentum": None, "weight_decay": "0"},
            "keras.optimizers.SGD with momentum",
        ),
        Variant(
            "keras-3.15-nesterov",
            {**VELOCITY, "decay": "decoupled", "nesterov": "simplified"},
            {"lr": "0.01", "momentum": None, "weight_decay": "0"},
            "keras.optimizers.SGD with nesterov=True",
        ),
        Variant(
            "paper-momentum",
            {**VELOCITY, "decay": "decoupled"},
            {"lr": None, "momentum": None},
            "Polyak (1964); Sutskever et al. (2013), equations 1 and 2; neither decays weights",
        ),
        Variant(
            "nesterov-lookahead",
            {**MOMENTUM, "first_buffer": "recursion", "nesterov": "lookahead"},
            {"lr": None, "momentum": None, "weight_decay": "0"},
            "theta is the iterate, and the gradient, decay included, that of the look-ahead point",
        ),
        Variant(
            "sutskever-nesterov",
            {**VELOCITY, "nesterov": "lookahead"},
            {"lr": None, "momentum": None, "weight_decay": "0"},
            "Sutskever et al. (2013), equations 3 and 4; decay is part of the function that they minimise",
        ),
        Variant(
            "mlx-0.32-momentum",
            {**MOMENTUM, "first_buffer": "recursion"},
            {"lr": None, "momentum": None, "dampening": "0", "weight_decay": "0"},
            "mlx.optimizers.SGD with momentum, which dampens the first gradient too",
        ),
        # Behind those with momentum: a pair is told apart by the goldens of the one that stands first.
        Variant("paper", PLAIN, {"lr": None}, "Robbins & Monro (1951)"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SGD-7",
    latex={"y": "y", "d": "d", "theta_decayed": r"\theta'", "u": "u"},
    scaling=scaling,
)
