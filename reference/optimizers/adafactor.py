"""Adafactor (N. Shazeer and M. Stern, ICML 2018, Algorithms 4 to 6)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, columns, no_matrix, rows
from goldstep.reference.hypers import BETA1, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    beta2 = 1 - q.power(q.number(t), -h.decay_rate)
    q("beta2", q.minimum(h.beta2_cap, beta2) if h.cap == "on" else beta2, "ADAFACTOR-3")
    if h.step_size != "given":
        most = h.lr if h.step_size == "relative" else h.lr * t
        q("rho", q.minimum(most, 1 / q.sqrt(q.number(t))), "ADAFACTOR-2")


def step(q, h, c, s, t):
    theta, shape, one = s.theta, s.shape, q.number(1)
    if h.decay == "first":
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "ADAFACTOR-1")
    rate = h.lr if h.step_size == "given" else c.rho
    if h.scale == "parameter":
        rate = q.maximum(h.eps2, q.rms(theta, shape)) * rate
    alpha = q("alpha", rate, "ADAFACTOR-2")
    if h.decay != "first":
        share = {"rate": h.lr, "scaled": alpha, "alone": one}[h.decay]
        theta = q("theta_decayed", (1 - share * h.weight_decay) * theta, "ADAFACTOR-1")

    floor = h.eps_place == "floor"
    squares = q("squares", s.g * s.g if floor else s.g * s.g + h.eps1, "ADAFACTOR-4")
    if len(shape) == 2:
        means = h.statistics == "means"
        of_rows = q.row_means(squares, shape) if means else q.row_sums(squares, shape)
        of_columns = q.column_means(squares, shape) if means else q.column_sums(squares, shape)
        r = q("r", q.average(c.beta2, s.r, of_rows), "ADAFACTOR-5")
        columns_ = q("c", q.average(c.beta2, s.c, of_columns), "ADAFACTOR-5")
        whole = q.mean(r, shape[:1]) if means else q.total(r)
        whole = q("whole", q.maximum(whole, h.eps1) if floor else whole, "ADAFACTOR-6")
        v = q("v_hat", q.matmul(r, columns_, (shape[0], 1)) / whole, "ADAFACTOR-6")
    else:
        v = q("v", q.average(c.beta2, s.v, squares), "ADAFACTOR-7")

    v = q.maximum(v, h.eps1 * h.eps1) if floor else v
    u = q("u", s.g / q.sqrt(v), "ADAFACTOR-8")
    clipped = q("u_clipped", u / q.maximum(one, q.rms(u, shape) / h.clip), "ADAFACTOR-9")
    move = alpha * clipped
    if h.momentum == "on":
        move = q("m", q.average(h.beta1, s.m, move), "ADAFACTOR-10")
    q("theta", theta - move, "ADAFACTOR-11")


def scaling(h):
    return None if h.eps_place == "floor" else {"eps1": 2, "r": 2, "c": 2, "v": 2}


PAPER = {
    "statistics": "sums",
    "eps_place": "added",
    "step_size": "relative",
    "decay": "rate",
    "cap": "off",
    "momentum": "off",
}
MEANS = {**PAPER, "statistics": "means"}
TRANSFORMERS = {**MEANS, "decay": "scaled"}
DEFAULTS = {"lr": "1e-2", "decay_rate": "0.8", "clip": "1", "eps1": "1e-30", "eps2": "1e-3"}
DECAY = {**DEFAULTS, "weight_decay": "0"}

ALGORITHM = Algorithm(
    name="adafactor",
    title="Adafactor",
    hypers=(
        LR,
        Hyper(
            "decay_rate",
            r"\kappa",
            Interval("[0, inf)"),
            "how fast the decay rate of the statistics tends to 1",
            drawn=Interval("[1/2, 1]"),
        ),
        Hyper(
            "beta2_cap",
            r"\beta_2",
            Interval("[0, 1]"),
            "largest decay rate of the statistics",
            neutral=Fraction(1),
            drawn=Interval("[1/2, 127/128]"),
        ),
        Hyper(
            "clip",
            "d",
            Interval("[1, inf)"),
            "largest root mean square of an update before scaling",
            drawn=Interval("[1, 4]"),
        ),
        Hyper(
            "eps1",
            r"\varepsilon_1",
            Interval("[0, inf)"),
            "keeps the statistics from zero",
            drawn=Interval("[1/1048576, 1/16]"),
        ),
        Hyper("eps2", r"\varepsilon_2", Interval("[0, inf)"), "least scale of a parameter", neutral=Fraction(0)),
        Hyper("beta1", BETA1.latex, BETA1.domain, "decay rate of the momentum", Fraction(0), BETA1.drawn),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("r", "R", "second moment of the rows", nonnegative=True, shape=rows),
        Slot("c", "C", "second moment of the columns", nonnegative=True, shape=columns),
        Slot("v", "V", "second moment", nonnegative=True, shape=no_matrix),
        Slot("m", "m", "momentum: moving average of the moves", when={"momentum": "on"}),
    ),
    switches={
        "statistics": ("means", "sums"),
        "eps_place": ("added", "floor"),
        "step_size": ("relative", "given", "warm-up"),
        "decay": ("rate", "first", "scaled", "alone"),
        "cap": ("off", "on"),
        "momentum": ("off", "on"),
        "scale": ("parameter", "none"),
    },
    variants=(
        Variant("paper", PAPER, DEFAULTS, "Shazeer & Stern (2018), Algorithms 4 to 6"),
        Variant(
            "pytorch-2.13",
            {**MEANS, "eps_place": "floor"},
            {**DECAY, "eps1": None},
            "torch.optim.Adafactor; its first epsilon is by default that of the dtype",
        ),
        Variant(
            "optax-0.2.8",
            {**MEANS, "step_size": "given", "decay": "alone"},
            {**DECAY, "lr": None},
            "optax.adafactor with min_dim_size_to_factor at 1",
        ),
        Variant(
            "keras-3.15",
            {**MEANS, "decay": "first"},
            {**DECAY, "lr": "1e-3"},
            "keras.optimizers.Adafactor",
        ),
        Variant(
            "mlx-0.32",
            {**MEANS, "decay": "scaled"},
            DECAY,
            "mlx.optimizers.Adafactor, which fixes the largest relative step at 1e-2",
        ),
        Variant(
            "pytorch-optimizer-4.1",
            {**MEANS, "step_size": "given", "decay": "scaled", "cap": "on", "momentum": "on"},
            {**DECAY, "lr": "1e-3", "beta1": "0.9", "beta2_cap": "0.999"},
            "pytorch_optimizer.AdaFactor with relative_step=False and a momentum_dtype as that of the parameters",
        ),
        Variant(
            "transformers-5.24-momentum",
            {**TRANSFORMERS, "momentum": "on"},
            {**DECAY, "beta1": None},
            "transformers.Adafactor with beta1, which fixes the largest relative step at 1e-2; fairseq's",
        ),
        Variant(
            "transformers-5.24",
            TRANSFORMERS,
            DECAY,
            "transformers.Adafactor, which fixes the largest relative step at 1e-2; fairseq's",
        ),
        Variant(
            "transformers-5.24-warm-up",
            {**TRANSFORMERS, "step_size": "warm-up"},
            {**DECAY, "lr": "1e-6"},
            "the same with warmup_init=True, which fixes the first relative step at 1e-6",
        ),
        Variant(
            "transformers-5.24-given",
            {**TRANSFORMERS, "step_size": "given", "scale": "none"},
            {name: value for name, value in {**DECAY, "lr": None}.items() if name != "eps2"},
            "the same with relative_step=False and scale_parameter=False, as T5 is fine-tuned",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAFACTOR-12",
    latex={
        "beta2": r"\hat\beta_2",
        "rho": r"\rho",
        "alpha": r"\alpha",
        "theta_decayed": r"\theta'",
        "squares": "Q",
        "whole": "W",
        "v_hat": r"\hat V",
        "u": "U",
        "u_clipped": r"\hat U",
    },
    scaling=scaling,
    couples="matrix",
    kinds={"matrices": (2, 3), "other parameters": (3,)},
)
