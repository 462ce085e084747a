"""Polynomial decay of the learning rate, as the frameworks have it."""

from dataclasses import replace
from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, LENGTH


def coefficients(q, h, t):
    e, T = t - 1, h.length
    if h.form == "recursive" and t > 1:

        def falling():
            part = (1 - q.number(e) / q.number(T)) / (1 - q.number(e - 1) / q.number(T))
            return q.when(e, "==", T, q.number(0), lambda: q.power(part, h.exponent))

        q("ratio", q.when(e, ">", T, q.number(1), falling), "POLYNOMIAL-LR-4")
        return
    if h.past == "cycle":
        end = q("end_at", q.when(e, "==", 0, q.number(T), q.whole(q.number((e + T - 1) // T) * T)), "POLYNOMIAL-LR-5")
        left = q("left", 1 - q.number(e) / end, "POLYNOMIAL-LR-1")

        def arrived():
            return q.when(e % T, "==", 0, q.number(0), lambda: q.power(left, h.exponent))

        q("factor", q.when(e, "==", 0, q.number(1), arrived), "POLYNOMIAL-LR-2")
    else:
        left = q.when(T, "==", 0, q.number(1), lambda: 1 - q.minimum(q.number(e), q.number(T)) / q.number(T))
        left = q("left", left, "POLYNOMIAL-LR-1")
        arrived = q.when(e, ">=", T, q.number(0), lambda: q.power(left, h.exponent))
        q("factor", q.when(T, "==", 0, q.number(1), arrived), "POLYNOMIAL-LR-2")


def step(q, h, c, s, t):
    if h.form == "recursive" and t > 1:
        q("theta", s.theta * c.ratio, "POLYNOMIAL-LR-4")
    elif h.floor == "end":
        q("theta", q.blend((h.lr - h.end) * c.factor + h.end, h.end, h.lr, c.factor), "POLYNOMIAL-LR-3")
    else:
        q("theta", h.lr * c.factor, "POLYNOMIAL-LR-3")


CLOSED = {"form": "closed", "floor": "zero", "past": "held"}
END = {**CLOSED, "floor": "end"}
ZERO = {"lr": None, "length": "5", "exponent": "1"}
KERAS = {"lr": None, "length": None, "end": "0.0001", "exponent": "1"}

ALGORITHM = Algorithm(
    name="polynomial_lr",
    title="Polynomial decay",
    hypers=(
        BASE_LR,
        replace(LENGTH, domain=Interval("[0, inf)")),
        Hyper("end", r"\eta_{\text{end}}", Interval("[0, inf)"), "learning rate at the end", Fraction(0)),
        Hyper("exponent", "k", Interval("(0, inf)"), "degree of the polynomial", drawn=Interval("[1/2, 3]")),
    ),
    slots=(),
    switches={"form": ("closed", "recursive"), "floor": ("zero", "end"), "past": ("held", "cycle")},
    variants=(
        Variant("closed", CLOSED, ZERO, "torch.optim.lr_scheduler.PolynomialLR with step(epoch)"),
        Variant("pytorch-2.13", {**CLOSED, "form": "recursive"}, ZERO, "torch.optim.lr_scheduler.PolynomialLR"),
        Variant(
            "optax-0.2.8",
            END,
            {"lr": None, "length": None, "end": None, "exponent": None},
            "optax.polynomial_schedule",
        ),
        Variant("keras-3.15", END, KERAS, "keras.optimizers.schedules.PolynomialDecay"),
        Variant(
            "keras-3.15-cycle",
            {**END, "past": "cycle"},
            KERAS,
            "keras.optimizers.schedules.PolynomialDecay with cycle=True",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="POLYNOMIAL-LR-1",
    latex={"theta": r"\eta", "left": "q", "factor": "f", "ratio": "r", "end_at": "T'"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"length": n}, at=lambda h: (h.length, h.length + 1, 2 * h.length)),
)
