"""Wrong AddSigns."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

sign = partial(Impostor, algorithm="add_sign", variant="paper")

IMPOSTORS = [
    sign(
        name="no-one-minus-beta",
        clause="ADDSIGN-1",
        wrong="the gradient enters the average in full",
        source="mutation, after PennyLaneAI/pennylane #1928",
        old="q.average(h.beta, s.m, g)",
        new="h.beta * s.m + 1 * g",
    ),
    sign(
        name="old-average",
        clause="ADDSIGN-2",
        wrong="the gradient is compared with the average before this step",
        source="mutation: the average updated last",
        old="q.sign(g) * q.sign(m)",
        new="q.sign(g) * q.sign(s.m)",
    ),
    sign(
        name="product",
        clause="ADDSIGN-2",
        wrong="the product itself stands for its sign, limited to [-1, 1]",
        source="mutation: a sign left out",
        old="q.sign(g) * q.sign(m)",
        new="q.clip(g * m, 1)",
    ),
    sign(
        name="alpha-of-the-signs",
        clause="ADDSIGN-3",
        wrong="alpha multiplies the signs, beside a factor of one",
        source="tensorflow/tensorflow, contrib/opt/python/training/addsign.py, the last line of its documentation",
        old="h.alpha + h.sign_decay * agreement",
        new="1 + h.alpha * h.sign_decay * agreement",
    ),
    sign(
        name="no-decay-of-signs",
        clause="ADDSIGN-3",
        wrong="the influence of the signs never decays",
        source="mutation: the hyperparameter accepted and not used",
        old="h.sign_decay * agreement",
        new="(1 + 0 * h.sign_decay) * agreement",
    ),
    sign(
        name="moves-the-average",
        clause="ADDSIGN-4",
        wrong="the average is multiplied, not the gradient",
        source="tensorflow/tensorflow, contrib/opt/python/training/addsign.py, the last line of its documentation",
        old="(factor * g)",
        new="(factor * m)",
    ),
    sign(
        name="ascent",
        clause="ADDSIGN-4",
        wrong="the step goes up",
        source="mutation: the sign of PaddlePaddle/Paddle #4184",
        old="theta - h.lr * (",
        new="theta + h.lr * (",
    ),
    sign(
        name="starts-at-one",
        clause="ADDSIGN-5",
        wrong="the average starts at one",
        source="mutation: a start of another slot",
        old='"moving average of the gradient"),',
        new='"moving average of the gradient", start=Fraction(1)),',
    ),
]
