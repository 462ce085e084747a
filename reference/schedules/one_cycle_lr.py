"""One cycle of the learning rate (L. N. Smith and N. Topin, 2017, section 3; L. N. Smith, 2018, section 4.1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Transitions, Variant, scalar


def coefficients(q, h, t):
    e = q("done", q.number(t - 1), "ONE-CYCLE-LR-1")
    if h.ends == "whole steps":
        first, second, last = q.number(h.rise), q.number(h.turn), q.number(h.length)
    elif h.ends == "last step":
        share = h.pct * q.number(h.length)
        first, second, last = share - 1, 2 * share - 2, q.number(h.length - 1)
    else:
        share, last = h.pct * q.number(h.length), q.number(h.length)
        first, second = share, 2 * share
    first = q("first", first, "ONE-CYCLE-LR-2")
    end = q("second", second, "ONE-CYCLE-LR-2") if h.phases == "three" else last

    def up():
        return e / first if h.curve == "linear" else (1 - q.cos_pi(e / first)) / 2

    def down(begin, end):
        gone = (e - begin) / (end - begin)
        return 1 - gone if h.curve == "linear" else (1 + q.cos_pi(gone)) / 2

    def held(value):
        return q.when(t - 1, ">=", h.length, q.number(0), value) if h.past == "held" else value()

    def fall():
        return down(first, end)

    if h.phases == "two":
        q("height", q.where(first, ">", e, up, lambda: held(fall)), "ONE-CYCLE-LR-3")
    else:
        q("height", q.where(first, ">", e, up, lambda: q.where(end, ">", e, fall, q.number(0))), "ONE-CYCLE-LR-3")
        rest = q.where(end, ">", e, q.number(1), lambda: held(lambda: down(end, last)))
        q("rest", rest, "ONE-CYCLE-LR-7")


def step(q, h, c, s, t):
    start = q("start", h.lr / h.div, "ONE-CYCLE-LR-4")
    low = q("low", (h.lr if h.floor == "of the peak" else start) / h.final_div, "ONE-CYCLE-LR-5")
    rise = q.ramp(start, h.lr, c.height)
    if h.phases == "two":
        q("theta", q.where(c.first, ">", c.done, rise, q.ramp(low, h.lr, c.height)), "ONE-CYCLE-LR-6")
    else:
        q("theta", q.where(c.second, ">", c.done, rise, q.ramp(low, start, c.rest)), "ONE-CYCLE-LR-6")
    if h.momentum == "cycled":
        q("momentum", q.ramp_to(h.max_momentum, h.base_momentum, c.height), "ONE-CYCLE-LR-8")


def _at(h):
    """The last step of each phase, or the one before its end."""
    if h.ends == "whole steps":
        return (h.rise, h.length) if h.phases == "two" else (h.rise, h.turn, h.length)
    less = h.ends == "last step"
    first, second = int(h.pct * h.length) - less, int(2 * h.pct * h.length) - 2 * less
    return (first, h.length - 1) if h.phases == "two" else (first, second, h.length - 1)


PAPER = {
    "phases": "three",
    "curve": "linear",
    "ends": "parts",
    "floor": "of the start",
    "past": "goes on",
    "momentum": "cycled",
}
TORCH = {**PAPER, "phases": "two", "curve": "cosine", "ends": "last step"}
OPTAX = {**TORCH, "ends": "whole steps", "past": "held", "momentum": "alone"}
DIVS = {"lr": None, "length": None, "div": "25", "final_div": "10000"}
SHARE = {**DIVS, "pct": "0.3", "base_momentum": "0.85", "max_momentum": "0.95"}
STEPS = Interval("[0, inf)")
MOMENTUM = Interval("[0, 1)")
ONE = "torch.optim.lr_scheduler.OneCycleLR"

ALGORITHM = Algorithm(
    name="one_cycle_lr",
    title="One cycle",
    hypers=(
        Hyper("lr", r"\eta_{\max}", Interval("[0, inf)"), "greatest learning rate"),
        Hyper(
            "length",
            "T",
            Interval("[1, inf)"),
            "number of steps",
            drawn=Interval("[48, 64]"),
            integer=True,
            above=("rise", "turn"),
        ),
        Hyper(
            "pct", r"\rho", Interval("(0, 1)"), "part of the steps that go up", Fraction(1, 2), Interval("[1/4, 3/8]")
        ),
        Hyper("rise", r"T_1", STEPS, "steps up", Fraction(1), Interval("[4, 9]"), integer=True),
        Hyper("turn", r"T_2", STEPS, "steps up and down again", Fraction(2), Interval("[20, 40]"), True, ("rise",)),
        Hyper("div", r"\kappa", Interval("(0, inf)"), "peak over start", drawn=Interval("[2, 32]")),
        Hyper("final_div", r"\kappa'", Interval("(0, inf)"), "peak or start over the end", drawn=Interval("[2, 32]")),
        Hyper("base_momentum", r"\mu_{\min}", MOMENTUM, "momentum at the peak", Fraction(0), Interval("[1/2, 3/4]")),
        Hyper("max_momentum", r"\mu_{\max}", MOMENTUM, "momentum at the ends", Fraction(0), Interval("[7/8, 31/32]")),
    ),
    slots=(
        Slot(
            "momentum", r"\mu", "momentum of the optimizer", "max_momentum", when={"momentum": "cycled"}, shape=scalar
        ),
    ),
    switches={
        "phases": ("two", "three"),
        "curve": ("cosine", "linear"),
        "ends": ("parts", "last step", "whole steps"),
        "floor": ("of the start", "of the peak"),
        "past": ("goes on", "held"),
        "momentum": ("alone", "cycled"),
    },
    variants=(
        Variant("paper", PAPER, SHARE, "Smith & Topin (2017), section 3; Smith (2018), section 4.1"),
        Variant("pytorch-2.13", TORCH, SHARE, ONE),
        Variant("pytorch-2.13-linear", {**TORCH, "curve": "linear"}, SHARE, f"{ONE} with anneal_strategy='linear'"),
        Variant("pytorch-2.13-three-phase", {**TORCH, "phases": "three"}, SHARE, f"{ONE} with three_phase=True"),
        Variant(
            "fastai-2.7",
            {**TORCH, "ends": "parts", "floor": "of the peak"},
            {**SHARE, "pct": "0.25", "final_div": "100000"},
            "fastai.callback.schedule, Learner.fit_one_cycle",
        ),
        Variant("optax-0.2.8", OPTAX, {**DIVS, "rise": None}, "optax.cosine_onecycle_schedule"),
        Variant(
            "optax-0.2.8-linear",
            {**OPTAX, "phases": "three", "curve": "linear"},
            {**DIVS, "rise": None, "turn": None},
            "optax.linear_onecycle_schedule",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ONE-CYCLE-LR-1",
    latex={
        "theta": r"\eta",
        "done": "e",
        "first": "b",
        "second": "b'",
        "height": "a",
        "rest": "a'",
        "start": r"\eta^{\text{start}}",
        "low": r"\eta_{\min}",
    },
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"length": n, "rise": 5 * n // 16, "turn": max(13 * n // 16, 1)},
        at=_at,
        shortest=2,
        state=lambda h, e: {"momentum": h.max_momentum},
        steps=lambda h: None if h.past == "held" else h.length + 1,
    ),
)
