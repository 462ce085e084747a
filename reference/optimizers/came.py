"""CAME (Y. Luo et al., ACL 2023)."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, columns, no_matrix, rows
from goldstep.reference.hypers import BETA1, BETA2, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, g, shape, one = s.theta, s.g, s.shape, q.number(1)
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "CAME-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "CAME-1")

    squares = q("squares", g * g + h.eps1, "CAME-2")
    if len(shape) == 2:
        r = q("r", q.average(h.beta2, s.r, q.row_means(squares, shape)), "CAME-3")
        columns_ = q("c", q.average(h.beta2, s.c, q.column_means(squares, shape)), "CAME-3")
        v = q("v_hat", q.matmul(r, columns_, (shape[0], 1)) / q.mean(r, shape[:1]), "CAME-4")
    else:
        v = q("v", q.average(h.beta2, s.v, squares), "CAME-5")

    u = q("u", g / q.sqrt(v), "CAME-6")
    clipped = q("u_clipped", u / q.maximum(one, q.rms(u, shape) / h.clip), "CAME-7")
    m = q("m", q.average(h.beta1, s.m, clipped), "CAME-8")
    move = m
    if len(shape) == 2:
        apart = clipped - m
        residuals = q("residuals", apart * apart + h.eps2, "CAME-9")
        of_rows = q("res_r", q.average(h.beta3, s.res_r, q.row_means(residuals, shape)), "CAME-10")
        of_columns = q("res_c", q.average(h.beta3, s.res_c, q.column_means(residuals, shape)), "CAME-10")
        instability = q("s_hat", q.matmul(of_rows, of_columns, (shape[0], 1)) / q.mean(of_rows, shape[:1]), "CAME-11")
        move = q("confident", m / q.sqrt(instability), "CAME-12")
    q("theta", theta - h.lr * move, "CAME-13")


def scaling(h):
    return None if h.weight_decay and h.decay == "coupled" else {"eps1": 2, "r": 2, "c": 2, "v": 2}


DEFAULTS = {
    "beta1": "0.9",
    "beta2": "0.999",
    "beta3": "0.9999",
    "clip": "1",
    "eps1": "1e-30",
    "eps2": "1e-16",
    "weight_decay": "0",
}
SMALL = Interval("[1/1048576, 1/16]")

ALGORITHM = Algorithm(
    name="came",
    title="CAME",
    hypers=(
        LR,
        BETA1,
        BETA2,
        Hyper(
            "beta3",
            r"\beta_3",
            Interval("[0, 1)"),
            "decay rate of the instability",
            drawn=Interval("[1/2, 127/128]"),
        ),
        Hyper("clip", "d", Interval("[1, inf)"), "largest root mean square of an update", drawn=Interval("[1, 4]")),
        Hyper("eps1", r"\varepsilon_1", Interval("[0, inf)"), "keeps the second moments from zero", drawn=SMALL),
        Hyper("eps2", r"\varepsilon_2", Interval("[0, inf)"), "keeps the instability from zero", drawn=SMALL),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "moving average of the clipped update"),
        Slot("r", "R", "second moment of the rows", nonnegative=True, shape=rows),
        Slot("c", "C", "second moment of the columns", nonnegative=True, shape=columns),
        Slot("v", "V", "second moment", nonnegative=True, shape=no_matrix),
        Slot("res_r", "R'", "instability of the rows", nonnegative=True, shape=rows),
        Slot("res_c", "C'", "instability of the columns", nonnegative=True, shape=columns),
    ),
    switches={"decay": ("decoupled", "coupled")},
    variants=(
        Variant(
            "official",
            {"decay": "decoupled"},
            {"lr": None, **DEFAULTS},
            "came_pytorch/CAME.py of yangluo7/CAME",
        ),
        Variant("pytorch-optimizer-4.1", {"decay": "decoupled"}, {"lr": "2e-4", **DEFAULTS}, "pytorch_optimizer.CAME"),
        Variant(
            "pytorch-optimizer-4.1-coupled",
            {"decay": "coupled"},
            {"lr": "2e-4", **DEFAULTS},
            "the same with weight_decouple=False",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CAME-14",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "squares": "Q",
        "v_hat": r"\hat V",
        "u": "U",
        "u_clipped": r"\hat U",
        "residuals": "Q'",
        "s_hat": r"\hat S",
        "confident": r"\hat m",
    },
    scaling=scaling,
    couples="matrix",
    kinds={"other parameters": (3,), "matrices": (2, 3)},  # the last of them says what a step computes first
)
