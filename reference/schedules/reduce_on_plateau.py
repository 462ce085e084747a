"""Reduction of the learning rate where a metric no longer improves, as the frameworks have it; there is no paper."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Input, Interval, Slot, Transitions, Variant, scalar
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    """Nothing depends on the number of steps alone."""


def step(q, h, c, s, t):
    none = q.number(0)
    if t > 1:
        bar = q("bar", _bar(h, s.best), "REDUCE-ON-PLATEAU-2")

    def better(yes, no):
        if t == 1:
            return yes
        return q.where(bar, ">", s.metric, yes, no) if h.mode == "min" else q.where(s.metric, ">", bar, yes, no)

    q("best", better(s.metric, s.best), "REDUCE-ON-PLATEAU-3" if t > 1 else "REDUCE-ON-PLATEAU-1")
    left = q.whole(q.where(s.cooling, ">", 0, lambda: s.cooling - 1, none))
    if h.cooldown_ends == "after the metric":
        count = q("count", q.whole(better(none, s.bad + 1)), "REDUCE-ON-PLATEAU-3")
        count = q("waits", q.where(s.cooling, ">", 0, none, count), "REDUCE-ON-PLATEAU-4")
    else:
        count = q("waits", q.where(s.cooling, ">", 0, none, s.bad), "REDUCE-ON-PLATEAU-4")
        left, more = q("left", left, "REDUCE-ON-PLATEAU-4"), q.whole(count + 1)
        count = q("count", better(none, q.where(left, ">", 0, none, more)), "REDUCE-ON-PLATEAU-3")

    def late(yes, no):
        if h.patience_ends == "above":
            return q.where(count, ">", q.number(h.patience), yes, no)
        return q.where(count, ">=", q.maximum(q.number(h.patience), q.number(1)), yes, no)

    if h.form == "factor":
        lower = q("lower", s.scale * h.factor, "REDUCE-ON-PLATEAU-6")
        kept = q("kept", late(lower, s.scale), "REDUCE-ON-PLATEAU-5")
        floored = q.maximum(kept, h.min_scale)
        q("scale", q.where(s.cooling, ">", 0, s.scale, floored), "REDUCE-ON-PLATEAU-6")
        q("theta", h.lr * q.values["scale"], "REDUCE-ON-PLATEAU-6")
    else:
        lower = q("lower", q.maximum(s.theta * h.factor, h.min_lr), "REDUCE-ON-PLATEAU-6")
        kept = q("kept", q.where(s.theta - lower, ">", h.eps, lower, s.theta), "REDUCE-ON-PLATEAU-7")
        q("theta", late(kept, s.theta), "REDUCE-ON-PLATEAU-5")
    if h.at_floor == "waits on":
        after = q("after", q.where(s.theta, ">", h.min_lr, none, count), "REDUCE-ON-PLATEAU-8")
        rest = q("rest", q.where(s.theta, ">", h.min_lr, q.number(h.cooldown), left), "REDUCE-ON-PLATEAU-8")
        q("bad", late(after, count), "REDUCE-ON-PLATEAU-8")
        q("cooling", late(rest, left), "REDUCE-ON-PLATEAU-8")
    else:
        q("bad", late(none, count), "REDUCE-ON-PLATEAU-8")
        q("cooling", late(q.number(h.cooldown), left), "REDUCE-ON-PLATEAU-8")


def _bar(h, best):
    margin = h.threshold if h.mode == "min" else -h.threshold
    if h.margin == "absolute":
        return best - margin
    return best * (1 - margin) - h.atol if h.margin == "both" else best * (1 - margin)


def _before(h, done):
    """The metric of the first golden, once, and nothing better since."""
    return {"best": 8, "bad": done - 1, "cooling": 0, "scale": 1}


TORCH = {
    "mode": "min",
    "margin": "relative",
    "patience_ends": "above",
    "cooldown_ends": "after the metric",
    "form": "rate",
    "at_floor": "starts over",
}
KERAS = {
    **TORCH,
    "margin": "absolute",
    "patience_ends": "at",
    "cooldown_ends": "before the metric",
    "at_floor": "waits on",
}
OPTAX = {**TORCH, "margin": "both", "patience_ends": "at", "form": "factor"}
COMMON = {"lr": None, "factor": "0.1", "patience": "10", "threshold": "0.0001", "cooldown": "0"}
TORCH_HYPERS = {**COMMON, "min_lr": "0", "eps": "1e-8"}
REAL = Interval("[0, inf)")
PLATEAU = "torch.optim.lr_scheduler.ReduceLROnPlateau"

ALGORITHM = Algorithm(
    name="reduce_on_plateau",
    title="Reduction on a plateau",
    hypers=(
        BASE_LR,
        Hyper("factor", r"\gamma", Interval("(0, 1)"), "factor of a reduction", drawn=Interval("[1/4, 3/4]")),
        Hyper("patience", "P", REAL, "steps without improvement borne", drawn=Interval("[2, 3]"), integer=True),
        Hyper("threshold", r"\tau", Interval("[0, 1)"), "margin of an improvement", drawn=Interval("[1/1024, 1/8]")),
        Hyper("atol", r"\tau_{\text{abs}}", REAL, "absolute margin besides", Fraction(0), Interval("[0, 1/8]")),
        Hyper("cooldown", "C", REAL, "steps of the cooldown", drawn=Interval("[1, 2]"), integer=True),
        Hyper("min_lr", r"\eta_{\min}", REAL, "least learning rate", Fraction(0), Interval("[0, 1/1024]")),
        Hyper("min_scale", r"\sigma_{\min}", Interval("[0, 1]"), "least scale", Fraction(0), Interval("[0, 1/16]")),
        Hyper("eps", r"\varepsilon", REAL, "least reduction", Fraction(0), Interval("[0, 1/1024]")),
    ),
    slots=(
        Slot("best", "b", "best metric so far", shape=scalar),
        Slot("bad", "w", "steps without improvement", shape=scalar, nonnegative=True, whole=True),
        Slot("cooling", "k", "steps of the cooldown that are left", shape=scalar, nonnegative=True, whole=True),
        Slot("scale", r"\sigma", "product of all reductions", Fraction(1), when={"form": "factor"}, shape=scalar),
    ),
    switches={
        "mode": ("min", "max"),
        "margin": ("relative", "absolute", "both"),
        "patience_ends": ("above", "at"),
        "cooldown_ends": ("after the metric", "before the metric"),
        "form": ("rate", "factor"),
        "at_floor": ("starts over", "waits on"),
    },
    variants=(
        Variant("pytorch-2.13", TORCH, TORCH_HYPERS, f"{PLATEAU}"),
        Variant("pytorch-2.13-max", {**TORCH, "mode": "max"}, TORCH_HYPERS, f"{PLATEAU} with mode='max'"),
        Variant(
            "pytorch-2.13-abs", {**TORCH, "margin": "absolute"}, TORCH_HYPERS, f"{PLATEAU} with threshold_mode='abs'"
        ),
        Variant(
            "pytorch-2.13-max-abs",
            {**TORCH, "mode": "max", "margin": "absolute"},
            TORCH_HYPERS,
            f"{PLATEAU} with mode='max', threshold_mode='abs'",
        ),
        Variant("keras-3.15", KERAS, {**COMMON, "min_lr": "0"}, "keras.callbacks.ReduceLROnPlateau"),
        Variant("optax-0.2.8", OPTAX, {**COMMON, "atol": "0", "min_scale": "0"}, "optax.contrib.reduce_on_plateau"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="REDUCE-ON-PLATEAU-1",
    behaviour_clause="REDUCE-ON-PLATEAU-9",
    latex={
        "theta": r"\eta",
        "bar": r"\beta",
        "count": "n",
        "waits": "n'",
        "left": "k'",
        "lower": r"\eta'",
        "kept": r"\eta''",
        "after": "w'",
        "rest": "C'",
    },
    inputs=(Input("metric", "m", "metric"),),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"patience": n},
        at=lambda h: (h.patience + (h.patience_ends == "above"),),
        state=_before,
        far=False,
    ),
)
