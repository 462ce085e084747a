"""Gradient centralization (H. Yong, J. Huang, X. Hua and L. Zhang, ECCV 2020, equation 1)."""

from goldstep.reference.algorithm import Algorithm, Variant


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    if len(s.shape) != 2:
        q("theta", s.g, "CENTRALIZE-2")
        return
    if h.outputs == "rows":
        mean = q("mean", q.row_means(s.g, s.shape), "CENTRALIZE-1")
        q("theta", s.g - q.spread_rows(mean, s.shape), "CENTRALIZE-1")
    else:
        mean = q("mean", q.column_means(s.g, s.shape), "CENTRALIZE-1")
        q("theta", s.g - q.spread_columns(mean, s.shape), "CENTRALIZE-1")


def scaling(h):
    return {"theta": 1}


ROWS = {"outputs": "rows"}

ALGORITHM = Algorithm(
    name="centralize",
    title="Gradient centralization",
    hypers=(),
    slots=(),
    switches={"outputs": ("rows", "columns")},
    variants=(
        Variant("paper", ROWS, {}, "Yong et al. (2020), equation 1, with a row for the weights of each output"),
        Variant("optax-0.2.8", ROWS, {}, "optax.centralize"),
        Variant("pytorch-optimizer-4.1", ROWS, {}, "pytorch_optimizer.centralize_gradient"),
        Variant("keras-io", {"outputs": "columns"}, {}, "the example of Keras, whose weights have a column an output"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CENTRALIZE-2",
    latex={"theta": r"\hat g", "mean": r"\mu"},
    scaling=scaling,
    couples="matrix",
    kinds={"matrices": (2, 3), "other parameters": (3,)},
)
