"""Wrong PowerSigns."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

sign = partial(Impostor, algorithm="power_sign", variant="paper")

IMPOSTORS = [
    sign(
        name="no-one-minus-beta",
        clause="POWERSIGN-1",
        wrong="the gradient enters the average in full",
        source="mutation, after PennyLaneAI/pennylane #1928",
        old="q.average(h.beta, s.m, g)",
        new="h.beta * s.m + 1 * g",
    ),
    sign(
        name="old-average",
        clause="POWERSIGN-2",
        wrong="the gradient is compared with the average before this step",
        source="mutation: the average updated last",
        old="q.sign(g) * q.sign(m)",
        new="q.sign(g) * q.sign(s.m)",
    ),
    sign(
        name="with-itself",
        clause="POWERSIGN-2",
        wrong="the gradient is compared with itself",
        source="mutation: the average taken for the gradient",
        old="q.sign(g) * q.sign(m)",
        new="q.sign(g) * q.sign(g)",
    ),
    sign(
        name="no-decay-of-signs",
        clause="POWERSIGN-3",
        wrong="the influence of the signs never decays",
        source="mutation: the hyperparameter accepted and not used",
        old="q.power(h.base, h.sign_decay)",
        new="q.power(h.base, 1 + 0 * h.sign_decay)",
    ),
    sign(
        name="base-of-e",
        clause="POWERSIGN-3",
        wrong="the base is e, whatever it should be",
        source="mutation: an exponential without the logarithm of the base",
        old='"more", q.power(h.base,',
        new='"more", q.power(q.number(Fraction(2.718281828459045)) + 0 * h.base,',
    ),
    sign(
        name="exchanged",
        clause="POWERSIGN-3",
        wrong="the factor is the larger one where the signs differ",
        source="mutation: a sign lost in the exponent",
        old='q.where(agreement, ">", 0, c.more, otherwise)',
        new='q.where(agreement, ">", 0, c.less, q.where(-agreement, ">", 0, c.more, one))',
    ),
    sign(
        name="moves-the-average",
        clause="POWERSIGN-4",
        wrong="the average is multiplied, not the gradient",
        source="tensorflow/tensorflow, contrib/opt/python/training/addsign.py, the last line of its documentation",
        old="(factor * g)",
        new="(factor * m)",
    ),
    sign(
        name="ascent",
        clause="POWERSIGN-4",
        wrong="the step goes up",
        source="mutation: the sign of PaddlePaddle/Paddle #4184",
        old="theta - h.lr * (",
        new="theta + h.lr * (",
    ),
    sign(
        name="starts-at-one",
        clause="POWERSIGN-5",
        wrong="the average starts at one",
        source="mutation: a start of another slot",
        old='"moving average of the gradient"),',
        new='"moving average of the gradient", start=Fraction(1)),',
    ),
]
