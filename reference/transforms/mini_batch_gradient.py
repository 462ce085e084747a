"""The gradient of a batch of samples, as an estimate of that of all of them.

A step is given the gradients of four samples and, for each, whether the batch has it: all four make the full gradient,
one of them a stochastic one.
"""

from goldstep.reference.algorithm import Algorithm, Input, Variant

SAMPLES = range(1, 5)


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    total = q("total", s.m1 * s.g1 + s.m2 * s.g2 + s.m3 * s.g3 + s.m4 * s.g4, "MINI-BATCH-GRADIENT-1")
    if h.divisor == "nothing":
        q("theta", total, "MINI-BATCH-GRADIENT-3")
        return
    count = q("count", s.m1 + s.m2 + s.m3 + s.m4, "MINI-BATCH-GRADIENT-2")
    mean = q("mean", total / q.maximum(count, q.number(1)), "MINI-BATCH-GRADIENT-2")
    q("theta", len(SAMPLES) * mean if h.divisor == "share" else mean, "MINI-BATCH-GRADIENT-3")


def scaling(h):
    return {"theta": 1, **{f"g{k}": 1 for k in SAMPLES}}


MEAN, SUM, SHARE = ({"divisor": word} for word in ("size", "nothing", "share"))

ALGORITHM = Algorithm(
    name="mini_batch_gradient",
    title="Mini-batch gradient",
    hypers=(),
    slots=(),
    switches={"divisor": ("size", "nothing", "share")},
    variants=(
        Variant("paper", MEAN, {}, "Bottou, Curtis & Nocedal (2018): the mean over the batch"),
        Variant("pytorch-2.13", MEAN, {}, 'autograd of a loss with reduction="mean"'),
        Variant("pytorch-2.13-sum", SUM, {}, 'autograd of a loss with reduction="sum"'),
        Variant("welling-2011", SHARE, {}, "Welling & Teh (2011): the sum, scaled up to the data set"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="MINI-BATCH-GRADIENT-3",
    latex={"theta": r"\hat g", "total": "G", "count": "n", "mean": r"\bar g"},
    scaling=scaling,
    inputs=(
        *(Input(f"g{k}", rf"g^{{({k})}}", f"gradient of sample {k}") for k in SAMPLES),
        *(Input(f"m{k}", rf"m^{{({k})}}", f"1 if sample {k} is in the batch, else 0", "mask") for k in SAMPLES),
    ),
)
