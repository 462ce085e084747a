"""Wrong polynomial decays."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

polynomial = partial(Impostor, algorithm="polynomial_lr", variant="pytorch-2.13")
closed = partial(polynomial, variant="closed")
value = partial(polynomial, variant="optax-0.2.8")

LEFT = "1 - q.minimum(q.number(e), q.number(T)) / q.number(T)"
CLOSED_FORM = (
    "q.when(t - 1, '>=', h.length, q.number(0), "
    "lambda: h.lr * q.power(1 - q.number(t - 1) / q.number(h.length), h.exponent))"
)

IMPOSTORS = [
    closed(
        name="counts-from-one",
        clause="POLYNOMIAL-LR-1",
        wrong="the first step is taken for the second",
        source="pytorch/pytorch PR#7889, for loops that step the scheduler first",
        old="e, T = t - 1, h.length",
        new="e, T = t, h.length",
    ),
    closed(
        name="begins-at-the-end",
        clause="POLYNOMIAL-LR-1",
        wrong="the part behind is raised to the exponent, and not the part ahead",
        source="mutation",
        old=LEFT,
        new=LEFT.removeprefix("1 - "),
    ),
    closed(
        name="exponent-ignored",
        clause="POLYNOMIAL-LR-2",
        wrong="the decay is linear whatever the exponent",
        source="kohya-ss/sd-scripts #80",
        old='arrived = q.when(e, ">=", T, q.number(0), lambda: q.power(left, h.exponent))',
        new='arrived = q.when(e, ">=", T, q.number(0), lambda: left)',
    ),
    value(
        name="end-for-exponent",
        clause="POLYNOMIAL-LR-2",
        wrong="the learning rate at the end is handed over as the exponent",
        source="ThilinaRajapakse/simpletransformers #997",
        old='arrived = q.when(e, ">=", T, q.number(0), lambda: q.power(left, h.exponent))',
        new='arrived = q.when(e, ">=", T, q.number(0), lambda: q.power(left, h.end))',
    ),
    value(
        name="always-the-base-rate",
        clause="POLYNOMIAL-LR-2",
        wrong="nothing decays",
        source="meetps/pytorch-semseg #151, monniert/docExtractor #15",
        old='arrived = q.when(e, ">=", T, q.number(0), lambda: q.power(left, h.exponent))',
        new='arrived = q.when(e, ">=", T, q.number(0), lambda: q.number(1))',
    ),
    value(
        name="end-only-cuts",
        clause="POLYNOMIAL-LR-3",
        wrong="the rate falls towards 0 and is cut off at the last one",
        source="VainF/DeepLabV3Plus-Pytorch, PolyLR with its min_lr, see #59",
        old="(h.lr - h.end) * c.factor + h.end",
        new="q.maximum(h.lr * c.factor, h.end)",
    ),
    value(
        name="from-the-rate-before",
        clause="POLYNOMIAL-LR-3",
        wrong="the factor of the closed form multiplies the rate of the step before",
        source="LBANN/lbann PR#1984",
        old="(h.lr - h.end) * c.factor + h.end",
        new="(s.theta - h.end) * c.factor + h.end",
    ),
    polynomial(
        name="recursion-with-the-whole-factor",
        clause="POLYNOMIAL-LR-4",
        wrong="the factor of the closed form multiplies the rate of the step before",
        source="deeplearning4j/deeplearning4j #3678, on inverse decay; LBANN/lbann PR#1984",
        old=" / (1 - q.number(e - 1) / q.number(T))",
        new="",
    ),
    polynomial(
        name="forgets-the-rate-it-finds",
        clause="POLYNOMIAL-LR-4",
        wrong="a rate that somebody has set is overwritten by the closed form",
        source="torch.optim.lr_scheduler.PolynomialLR with step(epoch)",
        old="s.theta * c.ratio",
        new=CLOSED_FORM,
    ),
    polynomial(
        name="cycle-one-longer",
        variant="keras-3.15-cycle",
        clause="POLYNOMIAL-LR-5",
        wrong="each end after the first lies one cycle too far",
        source="mutation",
        old="q.number((e + T - 1) // T) * T",
        new="q.when(e, '>', T, q.number((e + T - 1) // T + 1), q.number(1)) * T",
    ),
]
