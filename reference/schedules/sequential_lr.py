"""Schedules one after the other: a linear warm-up, an exponential decay and a cosine, joined at two milestones."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, LENGTH


def coefficients(q, h, t):
    e, T = t - 1, h.length
    n = _active(q, h, e, q.number(e), q.number(e - h.first), q.number(e - h.first - h.second))
    n = q("n", n, "SEQUENTIAL-LR-1")
    warm_up, decay = lambda: _warm_up(q, h, n), lambda: h.gamma ** (e - h.first)
    q("factor", _active(q, h, e, warm_up, decay, lambda: _curve(q, h, n) / 2), "SEQUENTIAL-LR-2")
    if h.form == "recursive" and t > 1:
        turn, nothing = (e - h.first - h.second - T - 1) % (2 * T), q.number(0)
        fall = q.when(turn, "==", 0, q.number(1), lambda: _curve(q, h, n) / _curve(q, h, n - 1))
        growth = _warm_up(q, h, n) / _warm_up(q, h, n - 1)
        q("ratio", _active(q, h, e, growth, h.gamma, fall), "SEQUENTIAL-LR-4")
        rise = q.when(turn, "==", 0, (1 - q.cos_pi(1 / q.number(T))) / 2, nothing)
        q("rise", q.when(e, "<", h.first + h.second, nothing, rise), "SEQUENTIAL-LR-4")


def step(q, h, c, s, t):
    theta = h.lr * c.factor
    if h.form == "recursive" and t > 1:
        e, onward = t - 1, c.ratio * s.theta + h.lr * c.rise
        theta = q.when(e, "==", h.first, theta, q.when(e, "==", h.first + h.second, theta, onward))
        q("theta", theta, "SEQUENTIAL-LR-4")
    else:
        q("theta", theta, "SEQUENTIAL-LR-3")


def _active(q, h, e, first, second, third):
    """What belongs to the schedule whose turn it is."""
    return q.when(e, "<", h.first, first, lambda: q.when(e, "<", h.first + h.second, second, third))


def _warm_up(q, h, n):
    return q.ramp_to(1, h.start_factor, 1 - q.minimum(n, q.number(h.warm_up)) / q.number(h.warm_up))


def _curve(q, h, n):
    return 1 + q.cos_pi((q.minimum(n, q.number(h.length)) if h.past == "held" else n) / q.number(h.length))


HYPERS = {"lr": None, "start_factor": None, "warm_up": None, "first": None, "gamma": None, "second": None}
CLOSED = {"form": "closed", "past": "held"}

ALGORITHM = Algorithm(
    name="sequential_lr",
    title="Schedules in sequence",
    hypers=(
        BASE_LR,
        Hyper("start_factor", r"\varphi", Interval("(0, 1]"), "factor at the start of the warm-up"),
        Hyper("warm_up", "W", Interval("[1, inf)"), "steps of a whole warm-up", drawn=Interval("[3, 9]"), integer=True),
        Hyper(
            "first", "m", Interval("[0, inf)"), "steps of the first schedule", drawn=Interval("[2, 9]"), integer=True
        ),
        Hyper("gamma", r"\gamma", Interval("(0, 1]"), "factor of the exponential decay", drawn=Interval("[1/2, 1]")),
        Hyper(
            "second", "k", Interval("[0, inf)"), "steps of the second schedule", drawn=Interval("[2, 9]"), integer=True
        ),
        LENGTH,
    ),
    slots=(),
    switches={"form": ("closed", "recursive"), "past": ("held", "back")},
    variants=(
        Variant("optax-0.2.8", CLOSED, {**HYPERS, "length": None}, "optax.join_schedules"),
        Variant("mlx-0.32", CLOSED, {**HYPERS, "length": None}, "mlx.optimizers.join_schedules"),
        Variant(
            "pytorch-2.13",
            {"form": "recursive", "past": "back"},
            {**HYPERS, "length": None},
            "torch.optim.lr_scheduler.SequentialLR of LinearLR, ExponentialLR and CosineAnnealingLR",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SEQUENTIAL-LR-1",
    latex={"theta": r"\eta", "n": "n", "factor": "f", "ratio": "r", "rise": "u"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"first": n, "second": n % 32, "warm_up": max(n, 1), "length": max(n, 1)},
        at=lambda h: (h.first, h.first + h.second, h.first + h.second + h.length, h.first + h.second + 2 * h.length),
        shortest=0,
    ),
)
