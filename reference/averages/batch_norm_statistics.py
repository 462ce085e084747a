"""Statistics of batch normalization for inference (S. Ioffe and C. Szegedy, ICML 2015, Algorithm 2), batches of 4."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Input, Interval, Slot, Variant


def coefficients(q, h, t):
    share = q.number(1) / q.number(t) if h.average == "cumulative" else h.momentum
    q("share", share, "BATCH-NORM-STATISTICS-1")


def step(q, h, c, s, t):
    mean = q("mean", (s.x1 + s.x2 + s.x3 + s.x4) / 4, "BATCH-NORM-STATISTICS-2")
    d1, d2, d3, d4 = s.x1 - mean, s.x2 - mean, s.x3 - mean, s.x4 - mean
    squares = d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4
    variance = q("variance", squares / (3 if h.variance == "unbiased" else 4), "BATCH-NORM-STATISTICS-3")
    q("theta", q.mixed(s.theta, mean, c.share), "BATCH-NORM-STATISTICS-4")
    q("v", q.mixed(s.v, variance, c.share), "BATCH-NORM-STATISTICS-5")


PAPER = {"average": "cumulative", "variance": "unbiased"}

ALGORITHM = Algorithm(
    name="batch_norm_statistics",
    title="Batch-norm statistics",
    hypers=(Hyper("momentum", r"\alpha", Interval("[0, 1]"), "weight of the new batch", Fraction(0)),),
    slots=(Slot("v", "v", "running variance", start=Fraction(1), nonnegative=True),),
    switches={"average": ("cumulative", "momentum"), "variance": ("unbiased", "biased")},
    variants=(
        Variant("paper", PAPER, {}, "Ioffe & Szegedy (2015), Algorithm 2"),
        Variant("pytorch-2.13", PAPER, {}, "torch.optim.swa_utils.update_bn; BatchNorm with momentum=None"),
        Variant(
            "pytorch-2.13-momentum",
            {**PAPER, "average": "momentum"},
            {"momentum": "0.1"},
            "torch.nn.BatchNorm1d and its kin while they train",
        ),
        Variant(
            "keras-3.15",
            {"average": "momentum", "variance": "biased"},
            {"momentum": "0.01"},
            "keras.layers.BatchNormalization, whose momentum is one minus this one",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="BATCH-NORM-STATISTICS-6",
    latex={"theta": r"\mu", "share": "a", "mean": "m", "variance": r"\sigma^2"},
    inputs=tuple(Input(f"x{i}", f"x_{i}", f"sample {i} of the batch") for i in range(1, 5)),
)
