"""RMSProp (T. Tieleman and G. Hinton, 2012, lecture 6.5), and its centred form (A. Graves, 2013)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR, WEIGHT_DECAY


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "RMSPROP-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "RMSPROP-1")

    power = q("v", q.average(h.alpha, s.v, g * g), "RMSPROP-2")
    if h.centered == "on":
        a = q("a", q.average(h.alpha, s.a, g), "RMSPROP-3")
        power = q("variance", power - a * a, "RMSPROP-4")

    if h.eps_place == "outside":
        denominator = q("denominator", q.sqrt(power) + h.eps, "RMSPROP-5")
    else:
        denominator = q("denominator", q.sqrt(power + h.eps), "RMSPROP-5")

    u = g / denominator
    if h.lr_place == "inside":
        b = q("b", h.momentum * s.b - h.lr * u, "RMSPROP-6")
        q("theta", theta + b, "RMSPROP-7")
    else:
        if h.buffer == "kept":
            u = q("b", h.momentum * s.b + u, "RMSPROP-6")
        q("theta", theta - h.lr * u, "RMSPROP-7")


def scaling(h):
    if h.start == "one":
        return None
    powers = {"eps": 2 if h.eps_place == "inside" else 1, "v": 2}
    if h.centered == "on":
        powers["a"] = 1
    if h.weight_decay and h.decay == "coupled":
        powers["weight_decay"] = 1
    return powers


TORCH = {"eps_place": "outside", "centered": "off", "buffer": "none", "lr_place": "outside", "decay": "coupled"}
OPTAX = {**TORCH, "eps_place": "inside"}
TENSORFLOW = {**OPTAX, "start": "one"}
KERAS = {**OPTAX, "decay": "decoupled"}
VELOCITY = {"buffer": "kept", "lr_place": "inside"}

# Within a framework, the setting with more hyperparameters comes first: where momentum or weight decay is
# lacking, it counts as 0, and nothing can tell that from an algorithm without it.
ALGORITHM = Algorithm(
    name="rmsprop",
    title="RMSProp",
    hypers=(
        LR,
        Hyper(
            "alpha",
            r"\alpha",
            Interval("[0, 1]"),
            "decay rate of the averages",
            drawn=Interval("[3/4, 127/128]"),
        ),
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "added to the denominator", neutral=Fraction(0)),
        Hyper(
            "momentum",
            r"\mu",
            Interval("(0, 1]"),
            "share of the buffer that is kept",
            neutral=Fraction(0),
            drawn=Interval("[1/2, 31/32]"),
        ),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("v", "v", "moving average of the squared gradient", nonnegative=True, when={"start": "zero"}),
        Slot(
            "v",
            "v",
            "moving average of the squared gradient",
            start=Fraction(1),
            nonnegative=True,
            when={"start": "one"},
        ),
        Slot("a", "a", "moving average of the gradient", when={"centered": "on"}),
        Slot("b", "b", "momentum buffer; with the learning rate inside, the velocity", when={"buffer": "kept"}),
    ),
    switches={
        "eps_place": ("outside", "inside"),
        "centered": ("off", "on"),
        "buffer": ("none", "kept"),
        "lr_place": ("outside", "inside"),
        "decay": ("coupled", "decoupled"),
        "start": ("zero", "one"),
    },
    variants=(
        Variant(
            "pytorch-2.13-centered",
            {**TORCH, "centered": "on", "buffer": "kept"},
            {"lr": "1e-2", "alpha": "0.99", "eps": "1e-8", "momentum": None, "weight_decay": "0"},
            "torch.optim.RMSprop with centered=True and momentum",
        ),
        Variant(
            "pytorch-2.13-momentum",
            {**TORCH, "buffer": "kept"},
            {"lr": "1e-2", "alpha": "0.99", "eps": "1e-8", "momentum": None, "weight_decay": "0"},
            "torch.optim.RMSprop with momentum",
        ),
        Variant(
            "pytorch-2.13",
            TORCH,
            {"lr": "1e-2", "alpha": "0.99", "eps": "1e-8", "weight_decay": "0"},
            "torch.optim.RMSprop",
        ),
        Variant(
            "paper",
            TORCH,
            {"lr": None, "alpha": "0.9"},
            "Tieleman & Hinton (2012), without eps: undefined until the first gradient that is not 0",
        ),
        Variant(
            "keras-3.15-centered",
            {**KERAS, **VELOCITY, "centered": "on"},
            {"lr": "1e-3", "alpha": "0.9", "eps": "1e-7", "momentum": None, "weight_decay": "0"},
            "keras.optimizers.RMSprop with centered=True and momentum; it keeps the velocity negated",
        ),
        Variant(
            "keras-3.15-momentum",
            {**KERAS, **VELOCITY},
            {"lr": "1e-3", "alpha": "0.9", "eps": "1e-7", "momentum": None, "weight_decay": "0"},
            "keras.optimizers.RMSprop with momentum; it keeps the velocity negated",
        ),
        Variant(
            "keras-3.15",
            KERAS,
            {"lr": "1e-3", "alpha": "0.9", "eps": "1e-7", "weight_decay": "0"},
            "keras.optimizers.RMSprop; its weight_decay is decoupled for every optimizer",
        ),
        Variant(
            "graves-2013",
            {**OPTAX, **VELOCITY, "centered": "on"},
            {"lr": "1e-4", "alpha": "0.95", "eps": "1e-4", "momentum": "0.9"},
            "Graves (2013), equations 38 to 41",
        ),
        Variant(
            "optax-0.2.8-centered",
            {**OPTAX, **VELOCITY, "centered": "on"},
            {"lr": None, "alpha": "0.9", "eps": "1e-8", "momentum": None},
            "optax.rmsprop with centered=True and momentum",
        ),
        Variant(
            "optax-0.2.8-momentum",
            {**OPTAX, **VELOCITY},
            {"lr": None, "alpha": "0.9", "eps": "1e-8", "momentum": None},
            "optax.rmsprop with momentum",
        ),
        Variant(
            "optax-0.2.8",
            OPTAX,
            {"lr": None, "alpha": "0.9", "eps": "1e-8"},
            "optax.rmsprop",
        ),
        Variant(
            "optax-0.2.8-eps-outside",
            TORCH,
            {"lr": None, "alpha": "0.9", "eps": "1e-8"},
            "optax.rmsprop with eps_in_sqrt=False",
        ),
        Variant(
            "tensorflow-1.15-centered",
            {**TENSORFLOW, **VELOCITY, "centered": "on"},
            {"lr": None, "alpha": "0.9", "eps": "1e-10", "momentum": None},
            "tf.train.RMSPropOptimizer with centered=True and momentum; it keeps the velocity negated",
        ),
        Variant(
            "tensorflow-1.15-momentum",
            {**TENSORFLOW, **VELOCITY},
            {"lr": None, "alpha": "0.9", "eps": "1e-10", "momentum": None},
            "tf.train.RMSPropOptimizer with momentum; it keeps the velocity negated",
        ),
        Variant(
            "timm-1.0.31-momentum",
            {**TENSORFLOW, **VELOCITY},
            {"lr": "1e-2", "alpha": "0.9", "eps": "1e-10", "momentum": None, "weight_decay": "0"},
            "timm.optim.RMSpropTF with momentum; it keeps the velocity negated",
        ),
        Variant(
            "timm-1.0.31",
            TENSORFLOW,
            {"lr": "1e-2", "alpha": "0.9", "eps": "1e-10", "weight_decay": "0"},
            "timm.optim.RMSpropTF",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="RMSPROP-8",
    latex={"d": "d", "theta_decayed": r"\theta'", "variance": r"\sigma^2", "denominator": "D"},
    scaling=scaling,
)
