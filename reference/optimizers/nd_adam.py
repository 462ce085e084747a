"""ND-Adam (Z. Zhang et al., "Normalized Direction-preserving Adam", 2017, Algorithm 1): rows are weight vectors."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, no_matrix, rows
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    q("bias1", 1 - h.beta1**t, "NDADAM-5")
    q("bias2", 1 - h.beta2**t, "NDADAM-6")


def step(q, h, c, s, t):
    theta, shape, vectors = s.theta, s.shape, len(s.shape) == 2
    g = q("d", s.g + h.weight_decay * theta, "NDADAM-1")

    if vectors:
        along = q("along", q.row_sums(g * theta, shape), "NDADAM-2")
        g = q("g_across", g - q.spread_rows(along, shape) * theta, "NDADAM-2")
    m = q("m", q.average(h.beta1, s.m, g), "NDADAM-3")
    if vectors:
        squares = q.row_sums(g * g, shape)
        v = q("v", q.average(h.beta2, s.v, squares), "NDADAM-4")
    else:
        v = q("s", q.average(h.beta2, s.s, g * g), "NDADAM-9")

    m_hat = q("m_hat", m / c.bias1, "NDADAM-5")
    if h.eps_place == "outside":
        denominator = q("denominator", q.sqrt(v / c.bias2) + h.eps, "NDADAM-6")
    else:  # "hat": added before the bias correction
        denominator = q("denominator", (q.sqrt(v) + h.eps) / q.sqrt(c.bias2), "NDADAM-6")

    if vectors:
        moved = q("moved", theta - h.vector_lr * (m_hat / q.spread_rows(denominator, shape)), "NDADAM-7")
        lengths = q("lengths", q.sqrt(q.row_sums(moved * moved, shape)), "NDADAM-8")
        q("theta", moved / q.spread_rows(lengths, shape), "NDADAM-8")
    else:
        q("theta", theta - h.lr * (m_hat / denominator), "NDADAM-9")


def scaling(h):
    return None if h.weight_decay else {"eps": 1, "m": 1, "v": 2, "s": 2}


PAPER = {"eps_place": "outside"}
BETAS = {"beta1": "0.9", "beta2": "0.999"}

ALGORITHM = Algorithm(
    name="nd_adam",
    title="ND-Adam",
    hypers=(
        Hyper("lr", LR.latex, LR.domain, "learning rate of what is no matrix"),
        Hyper("vector_lr", r"\eta_v", Interval("[0, inf)"), "learning rate of the rows of matrices"),
        BETA1,
        BETA2,
        EPS,
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient across the row"),
        Slot("v", "v", "second moment: moving average of its squared length", nonnegative=True, shape=rows),
        Slot("s", "s", "second moment: moving average of the squared gradient", nonnegative=True, shape=no_matrix),
    ),
    switches={"eps_place": ("outside", "hat")},
    variants=(
        Variant(
            "paper",
            PAPER,
            {"lr": None, "vector_lr": None, **BETAS, "eps": "1e-8"},
            "Zhang et al. (2017), Algorithm 1, and Adam for what is no matrix",
        ),
        Variant(
            "official-tensorflow",
            PAPER,
            {"lr": "1e-3", "vector_lr": "5e-2", **BETAS, "eps": "1e-8"},
            "the authors' code, github.com/zj10/ND-Adam at b4a9d59, for TensorFlow",
        ),
        Variant(
            "official-pytorch",
            {"eps_place": "hat"},
            {"lr": "1e-3", "vector_lr": "1e-3", **BETAS, "eps": "1e-8", "weight_decay": "0"},
            "the same for PyTorch, with vec_axes for matrices and their learning rate in a group of their own",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="NDADAM-10",
    latex={
        "d": "d",
        "along": "a",
        "g_across": r"\bar g",
        "m_hat": r"\hat m",
        "bias1": "b_1",
        "bias2": "b_2",
        "denominator": "D",
        "moved": r"\bar\theta",
        "lengths": r"\ell",
    },
    scaling=scaling,
    couples="matrix",
    kinds={"matrices": (2, 3), "other parameters": (3,)},
)
