"""Lion (X. Chen et al., "Symbolic Discovery of Optimization Algorithms", NeurIPS 2023, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR, WEIGHT_DECAY


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "LION-1")
    else:
        rate = h.lr if h.decay == "decoupled" else h.lr / h.lr_max
        theta = q("theta_decayed", (1 - rate * h.weight_decay) * theta, "LION-1")

    mixed = q("c", q.average(h.beta1, s.m, g), "LION-2")
    u = q("u", q.sign(mixed) if h.direction == "sign" else q.clip(mixed, q.number(1)), "LION-3")
    if h.caution == "on":
        mask = q("mask", q.where(u * g, ">", 0, q.number(1), q.number(0)), "LION-7")
        u = q("u_kept", u * mask / q.maximum(q.mean(mask, s.shape), q.number(Fraction(1, 1000))), "LION-7")
    q("m", q.average(h.beta2, s.m, g), "LION-4")

    q("theta", theta - h.lr * u, "LION-5")


def scaling(h):
    if h.direction == "clipped" or (h.weight_decay and h.decay == "coupled"):
        return None
    return {"m": 1}


PAPER = {"direction": "sign", "decay": "decoupled"}

ALGORITHM = Algorithm(
    name="lion",
    title="Lion",
    hypers=(
        LR,
        Hyper(
            "beta1",
            r"\beta_1",
            Interval("[0, 1)"),
            "share of the momentum in the direction",
            drawn=Interval("[1/2, 31/32]"),
        ),
        Hyper(
            "beta2",
            r"\beta_2",
            Interval("[0, 1)"),
            "decay rate of the momentum",
            drawn=Interval("[1/2, 127/128]"),
        ),
        WEIGHT_DECAY,
        Hyper(
            "lr_max",
            r"\eta_{\max}",
            Interval("(0, inf)"),
            "learning rate that the optimizer was made with, to which decay refers",
            neutral=Fraction(1),
        ),
    ),
    slots=(Slot("m", "m", "momentum: moving average of the gradient"),),
    switches={
        "direction": ("sign", "clipped"),
        "decay": ("decoupled", "coupled", "lr-ratio"),
        "caution": ("off", "on"),
    },
    variants=(
        Variant(
            "paper",
            PAPER,
            {"lr": None, "beta1": "0.9", "beta2": "0.99", "weight_decay": None},
            "Chen et al. (2023), Algorithm 2",
        ),
        Variant(
            "official",
            PAPER,
            {"lr": "1e-4", "beta1": "0.9", "beta2": "0.99", "weight_decay": "0"},
            "the authors' google/automl, lion_pytorch.py",
        ),
        Variant(
            "optax-0.2.8",
            PAPER,
            {"lr": None, "beta1": "0.9", "beta2": "0.99", "weight_decay": "1e-3"},
            "optax.lion",
        ),
        Variant(
            "optax-0.2.8-refined",
            {**PAPER, "direction": "clipped"},
            {"lr": None, "beta1": "0.9", "beta2": "0.99", "weight_decay": None},
            'optax.scale_by_lion with mode="refined", chained as optax.lion is',
        ),
        Variant(
            "keras-3.15",
            PAPER,
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.99", "weight_decay": "0"},
            "keras.optimizers.Lion",
        ),
        Variant(
            "pytorch-optimizer-4.1",
            PAPER,
            {"lr": "1e-4", "beta1": "0.9", "beta2": "0.99", "weight_decay": "0"},
            "pytorch_optimizer.Lion",
        ),
        Variant(
            "pytorch-optimizer-4.1-coupled",
            {**PAPER, "decay": "coupled"},
            {"lr": "1e-4", "beta1": "0.9", "beta2": "0.99", "weight_decay": "0"},
            "pytorch_optimizer.Lion with weight_decouple=False",
        ),
        Variant(
            "lion-pytorch-0.2-decoupled",
            {**PAPER, "decay": "lr-ratio"},
            {"lr": "1e-4", "beta1": "0.9", "beta2": "0.99", "weight_decay": "0", "lr_max": None},
            "lion_pytorch.Lion with decoupled_weight_decay=True",
        ),
        Variant(
            "timm-1.0.31-cautious",
            {**PAPER, "caution": "on"},
            {"lr": "1e-4", "beta1": "0.9", "beta2": "0.99", "weight_decay": "0"},
            "timm.optim.Lion with caution=True",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="LION-6",
    latex={"d": "d", "theta_decayed": r"\theta'", "c": "c", "u": "u", "mask": "k", "u_kept": r"\tilde u"},
    scaling=scaling,
    couples="tensor",
    coupled_when={"caution": "on"},
)
