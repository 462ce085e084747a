"""Exponential decay of the learning rate."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e = t - 1
    if h.form == "recursive":
        q("factor", h.gamma if e else q.number(1), "EXPONENTIAL-LR-1")
        return
    since = e - h.begin if h.begin else e
    if h.exponent == "continuous":
        q("factor", _begun(q, h, e, lambda: q.power(h.gamma, q.number(since) / q.number(h.steps))), "EXPONENTIAL-LR-1")
    else:
        stairs = since // h.steps if h.steps > 1 else since
        q("factor", _begun(q, h, e, lambda: h.gamma**stairs), "EXPONENTIAL-LR-1")


def _begun(q, h, e, decayed):
    """1 until the decay begins."""
    return q.when(e, "<=", h.begin, q.number(1), decayed) if h.begin else decayed()


def step(q, h, c, s, t):
    if h.form == "recursive" and t > 1:
        q("theta", s.theta * c.factor, "EXPONENTIAL-LR-3")
    elif h.end == "bounded":
        rate = q("rate", h.lr * c.factor, "EXPONENTIAL-LR-2")
        low, high = q.maximum(rate, h.end_value), q.minimum(rate, h.end_value)
        q("theta", q.where(q.number(1), ">", h.gamma, low, high), "EXPONENTIAL-LR-4")
    else:
        q("theta", h.lr * c.factor, "EXPONENTIAL-LR-2")


CLOSED = {"form": "closed", "exponent": "staircase", "end": "none"}
CONTINUOUS = {**CLOSED, "exponent": "continuous"}
DEFAULTS = {"lr": None, "gamma": None}
KERAS = {**DEFAULTS, "steps": None}
OPTAX = {**KERAS, "begin": "0"}

ALGORITHM = Algorithm(
    name="exponential_lr",
    title="Exponential decay",
    hypers=(
        BASE_LR,
        Hyper("gamma", r"\gamma", Interval("(0, inf)"), "factor of a decay", drawn=Interval("[1/2, 1]")),
        Hyper(
            "steps",
            "T",
            Interval("[1, inf)"),
            "number of steps in which the factor is applied once",
            neutral=Fraction(1),
            drawn=Interval("[2, 20]"),
            integer=True,
        ),
        Hyper(
            "begin",
            "B",
            Interval("[0, inf)"),
            "number of steps before the decay begins",
            neutral=Fraction(0),
            drawn=Interval("[1, 8]"),
            integer=True,
        ),
        Hyper(
            "end_value",
            r"\eta_{\text{end}}",
            Interval("[0, inf)"),
            "learning rate at which the decay stops",
            neutral=Fraction(0),
            drawn=Interval("[1/1024, 1/16]"),
        ),
    ),
    slots=(),
    switches={
        "form": ("closed", "recursive"),
        "exponent": ("staircase", "continuous"),
        "end": ("none", "bounded"),
    },
    variants=(
        Variant("closed", CLOSED, DEFAULTS, "mlx.optimizers.exponential_decay; rustorch 0.6, lr_scheduler.rs"),
        Variant("pytorch-2.13", {**CLOSED, "form": "recursive"}, DEFAULTS, "torch.optim.lr_scheduler.ExponentialLR"),
        Variant("keras-3.15", CONTINUOUS, KERAS, "keras.optimizers.schedules.ExponentialDecay"),
        Variant("optax-0.2.8", CONTINUOUS, OPTAX, "optax.exponential_decay"),
        Variant("optax-0.2.8-staircase", CLOSED, OPTAX, "the same with staircase"),
        Variant(
            "optax-0.2.8-end", {**CONTINUOUS, "end": "bounded"}, {**OPTAX, "end_value": None}, "the same with end_value"
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="EXPONENTIAL-LR-1",
    latex={"theta": r"\eta", "factor": "f", "rate": r"\eta'"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"steps": n, "begin": n},
        at=lambda h: (h.begin, h.begin + h.steps),
    ),
)
