"""Rprop (M. Riedmiller and H. Braun, ICNN 1993; C. Igel and M. Hüsken, NC 2000) in its forms without the loss."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    a = q("a", s.g * (s.prev if h.remembers == "gradient" else s.move), "RPROP-1")

    def by_sign(kept, changed, neither):
        return q.where(a, ">", 0, kept, q.where(-a, ">", 0, changed, neither))

    scaled = q("scaled", by_sign(h.eta_plus * s.step, h.eta_minus * s.step, s.step), "RPROP-2")
    if h.limits == "one-sided":
        limited = by_sign(q.minimum(scaled, h.step_max), q.maximum(scaled, h.step_min), s.step)
    else:
        limited = q.maximum(q.minimum(scaled, h.step_max), h.step_min)
        if h.limits == "when-scaled":
            limited = q.where(q.abs(a), ">", 0, limited, s.step)
    step = q("step", limited, "RPROP-3")

    d = q("d", s.g if h.after_change == "go-on" else q.where(-a, ">", 0, q.number(Fraction(0)), s.g), "RPROP-4")
    move = q("move", step * q.sign(d), "RPROP-5")
    theta = s.theta - move
    if h.after_change == "go-back":
        theta = q.where(-a, ">", 0, s.theta + s.move, theta)
    q("theta", theta, "RPROP-6")
    if h.remembers == "gradient":
        q("prev", d, "RPROP-7")


def scaling(h):
    return {"prev": 1} if h.remembers == "gradient" else {}


FACTORS = {"eta_minus": "0.5", "eta_plus": "1.2"}
USUAL = {**FACTORS, "step_min": "1e-6", "step_max": "50"}

ALGORITHM = Algorithm(
    name="rprop",
    title="Rprop",
    hypers=(
        Hyper("lr", r"\eta", Interval("(0, inf)"), "step size at the start"),
        Hyper("eta_minus", r"\eta^-", Interval("(0, 1)"), "factor that shrinks", drawn=Interval("[1/4, 3/4]")),
        Hyper("eta_plus", r"\eta^+", Interval("(1, inf)"), "factor that grows", drawn=Interval("[9/8, 3/2]")),
        Hyper("step_min", r"\Delta_{\min}", Interval("[0, inf)"), "least step size", drawn=Interval("[1/1024, 1/64]")),
        Hyper(
            "step_max",
            r"\Delta_{\max}",
            Interval("(0, inf)"),
            "largest step size",
            drawn=Interval("[1/16, 2]"),
            above=("step_min",),
        ),
    ),
    slots=(
        Slot("step", r"\Delta", "step size", start="lr", nonnegative=True),
        Slot("move", "u", "what the last step subtracted, 0 where it was cleared", when={"remembers": "move"}),
        Slot("prev", "p", "last gradient that counted, 0 where it was cleared", when={"remembers": "gradient"}),
    ),
    switches={
        "after_change": ("stay", "go-on", "go-back"),
        "limits": ("every-step", "when-scaled", "one-sided"),
        "remembers": ("gradient", "move"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"after_change": "stay", "limits": "every-step", "remembers": "gradient"},
            {"lr": "1e-2", **USUAL},
            "torch.optim.Rprop, an iRprop-",
        ),
        Variant(
            "paper",
            {"after_change": "go-back", "limits": "one-sided", "remembers": "move"},
            {"lr": "0.1", **USUAL},
            "Riedmiller & Braun (1993), Rprop+: with weight backtracking",
        ),
        Variant(
            "rprop-minus",
            {"after_change": "go-on", "limits": "one-sided", "remembers": "gradient"},
            {"lr": "0.1", **USUAL},
            "Riedmiller (1994), Rprop-: without backtracking",
        ),
        Variant(
            "irprop-minus",
            {"after_change": "stay", "limits": "one-sided", "remembers": "gradient"},
            {"lr": None, **FACTORS, "step_min": None, "step_max": None},
            "Igel & Hüsken (2000), iRprop-",
        ),
        Variant(
            "optax-0.2.8",
            {"after_change": "stay", "limits": "when-scaled", "remembers": "move"},
            {"lr": None, **USUAL},
            "optax.rprop, an iRprop-, were it not for a defect",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="RPROP-8",
    latex={"a": "a", "scaled": r"\Delta'", "d": "d", "move": "u", "prev": "p"},
    scaling=scaling,
)
