"""Annealing to the constant learning rate of stochastic weight averaging (torch.optim.swa_utils.SWALR)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e, N = t - 1, h.length
    one = q.number(Fraction(1))
    q("part", q.when(e, ">=", N, one, lambda: q.number(e) / q.number(N)), "SWALR-1")
    q("alpha", _weight(q, h, q.values["part"]), "SWALR-2")
    before = 0 * one if t == 1 else q.when(e, ">", N, 0 * one, lambda: _before(q, h, e, N))
    q("before", before, "SWALR-2")


def _before(q, h, e, N):
    return _weight(q, h, q.when(N, "==", 0, q.number(Fraction(0)), lambda: q.number(e - 1) / q.number(N)))


def _weight(q, h, part):
    return part if h.strategy == "linear" else (1 - q.cos_pi(part)) / 2


def step(q, h, c, s, t):
    rate = h.lr if t == 1 else h.factor * s.theta if t == 2 else s.theta
    base = (rate - c.before * h.swa_lr) / (1 - c.before)
    found = q("found", q.blend(base, rate, h.swa_lr, -c.before / (1 - c.before)), "SWALR-3")
    annealed = h.swa_lr * c.alpha + found * (1 - c.alpha)
    q("theta", q.blend(annealed, found, h.swa_lr, c.alpha), "SWALR-4")


HYPERS = {"lr": None, "swa_lr": None, "length": "10", "factor": "1"}

ALGORITHM = Algorithm(
    name="swalr",
    title="SWALR",
    hypers=(
        BASE_LR,
        Hyper("swa_lr", r"\eta_{\text{SWA}}", Interval("[0, inf)"), "learning rate at the end"),
        Hyper(
            "length", "N", Interval("[0, inf)"), "number of steps of annealing", drawn=Interval("[2, 20]"), integer=True
        ),
        Hyper(
            "factor",
            r"\varphi",
            Interval("[0, inf)"),
            "by what another schedule multiplies the learning rate before annealing begins",
            Fraction(1),
            Interval("[1/4, 1]"),
        ),
    ),
    slots=(),
    switches={"strategy": ("cosine", "linear")},
    variants=(
        Variant("pytorch-2.13", {"strategy": "cosine"}, HYPERS, "torch.optim.swa_utils.SWALR"),
        Variant("pytorch-2.13-linear", {"strategy": "linear"}, HYPERS, "the same with anneal_strategy='linear'"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SWALR-1",
    latex={"theta": r"\eta", "part": "p", "alpha": r"\alpha", "before": r"\alpha'", "found": r"\hat\eta"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"length": n}, at=lambda h: (h.length,), shortest=0),
)
