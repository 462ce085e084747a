"""AdaGrad (J. Duchi, E. Hazan and Y. Singer, JMLR 12, 2011), with diagonal matrices."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import EPS, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    q("eta", h.lr / (1 + (t - 1) * h.lr_decay), "ADAGRAD-3")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "ADAGRAD-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "ADAGRAD-1")

    G = q("G", s.G + g * g, "ADAGRAD-2")

    if h.eps_place == "outside":
        denominator = q("denominator", q.sqrt(G) + h.eps, "ADAGRAD-4")
    else:
        denominator = q("denominator", q.sqrt(G + h.eps), "ADAGRAD-4")

    q("theta", theta - c.eta * (g / denominator), "ADAGRAD-5")


def scaling(h):
    powers = {"eps": 2 if h.eps_place == "inside" else 1, "G": 2, "initial_accumulator_value": 2}
    if h.weight_decay and h.decay == "coupled":
        powers["weight_decay"] = 1
    return powers


ALGORITHM = Algorithm(
    name="adagrad",
    title="AdaGrad",
    hypers=(
        LR,
        EPS,
        Hyper(
            "lr_decay",
            r"\kappa",
            Interval("[0, inf)"),
            "decay of the learning rate with the number of steps",
            neutral=Fraction(0),
            drawn=Interval("[0, 1/4]"),
        ),
        Hyper(
            "initial_accumulator_value",
            "a",
            Interval("[0, inf)"),
            "the sum of squares before the first step",
            neutral=Fraction(0),
            drawn=Interval("[0, 1]"),
        ),
        WEIGHT_DECAY,
    ),
    slots=(Slot("G", "G", "sum of the squared gradients", start="initial_accumulator_value", nonnegative=True),),
    switches={
        "eps_place": ("outside", "inside"),
        "decay": ("coupled", "decoupled"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"eps_place": "outside", "decay": "coupled"},
            {
                "lr": "1e-2",
                "eps": "1e-10",
                "lr_decay": "0",
                "initial_accumulator_value": "0",
                "weight_decay": "0",
            },
            "torch.optim.Adagrad",
        ),
        Variant(
            "paper",
            {"eps_place": "outside", "decay": "coupled"},
            {"lr": None, "eps": None},
            "Duchi, Hazan & Singer (2011), diagonal, whose δ is eps",
        ),
        Variant(
            "keras-3.15",
            {"eps_place": "inside", "decay": "decoupled"},
            {"lr": "1e-3", "eps": "1e-7", "initial_accumulator_value": "0.1", "weight_decay": "0"},
            "keras.optimizers.Adagrad; its weight_decay is decoupled for every optimizer",
        ),
        Variant(
            "optax-0.2.8",
            {"eps_place": "inside", "decay": "coupled"},
            {"lr": None, "eps": "1e-7", "initial_accumulator_value": "0.1"},
            "optax.adagrad; with eps 0 it leaves alone what has had no gradient yet",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAGRAD-6",
    behaviour_clause="ADAGRAD-7",
    latex={"eta": r"\eta'", "d": "d", "theta_decayed": r"\theta'", "denominator": "D"},
    scaling=scaling,
)
