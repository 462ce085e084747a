"""Wrong inverse square roots."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

noam = partial(Impostor, algorithm="inverse_sqrt_lr", variant="paper")

IMPOSTORS = [
    noam(
        name="counts-from-zero",
        clause="INVERSE-SQRT-LR-1",
        wrong="the first step has a learning rate of 0",
        source="ruotianluo/self-critical.pytorch #171; google-research/bert #1293, on another schedule",
        old='n, W = t if h.count == "from one" else t - 1, h.warmup',
        new="n, W = t - 1, h.warmup",
    ),
    noam(
        name="first-step-twice",
        clause="INVERSE-SQRT-LR-1",
        wrong="the second step has the learning rate of the first",
        source="tugstugi/pytorch-saltnet #7",
        old='n, W = t if h.count == "from one" else t - 1, h.warmup',
        new="n, W = max(1, t - 1), h.warmup",
    ),
    noam(
        name="peak-on-the-way-up",
        clause="INVERSE-SQRT-LR-1",
        wrong="the way up leads to 1 and not to where the way down begins",
        source="mutation: step / warmup for step * warmup ** -1.5",
        old="(W * q.sqrt(q.number(W)))",
        new="q.number(W)",
    ),
    noam(
        name="inverse",
        clause="INVERSE-SQRT-LR-2",
        wrong="the rate falls with the inverse of the step, without the root",
        source="mutation",
        old="1 / q.sqrt(q.number(n))",
        new="1 / q.number(n)",
    ),
    noam(
        name="warms-up-for-ever",
        clause="INVERSE-SQRT-LR-3",
        wrong="after the warm-up the learning rate stays where it is",
        source="facebookresearch/ParlAI PR#4384, for its other decays",
        old='q.when(n, "<", W, rise, fall)',
        new='q.when(n, "<", W, rise, 1 / q.sqrt(q.number(W)))',
    ),
    noam(
        name="greater-of-the-two",
        clause="INVERSE-SQRT-LR-3",
        wrong="the larger of the two is taken",
        source="mutation",
        old='q.when(n, "<", W, rise, fall)',
        new='q.when(n, "<", W, fall, rise)',
    ),
    noam(
        name="width-ignored",
        clause="INVERSE-SQRT-LR-4",
        wrong="the root of the warm-up stands where that of the width belongs",
        source="Kyubyong/transformer #89",
        old="least / q.sqrt(q.number(h.model_size))",
        new="least * q.sqrt(q.number(h.warmup))",
    ),
    noam(
        name="rate-ignored",
        variant="espnet-202412",
        clause="INVERSE-SQRT-LR-5",
        wrong="the base learning rate is accepted and not used",
        source="espnet/espnet PR#2088",
        old="h.lr * c.factor",
        new="c.factor",
    ),
]
