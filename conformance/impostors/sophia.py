"""Wrong Sophias."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

sophia = partial(Impostor, algorithm="sophia", variant="paper")
official = partial(Impostor, algorithm="sophia", variant="official")
optax = partial(Impostor, algorithm="sophia", variant="optax-0.2.8")

AVERAGE = "lambda: q.average(h.beta2, s.h, estimate)"

IMPOSTORS = [
    sophia(
        name="decay-is-clipped",
        clause="SOPHIA-1",
        wrong="weight decay is added to the update before the clipping",
        source="a mutant: a comment in stanford-crfm/levanter warns of it",
        old="q.clip(m / denominator, h.limit)",
        new="q.clip(m / denominator + h.weight_decay * s.theta, h.limit) - h.weight_decay * s.theta",
    ),
    sophia(
        name="no-one-minus-beta1",
        clause="SOPHIA-2",
        wrong="the gradient enters the first moment in full",
        source="PennyLaneAI/pennylane #1928, of Adam",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * s.m + 1 * g",
    ),
    optax(
        name="bias-of-m-one-ahead",
        clause="SOPHIA-3",
        wrong="the bias correction of the first moment uses t + 1",
        source="cs231n/cs231n.github.io #179, of Adam",
        old="h.beta1**t",
        new="h.beta1 ** (t + 1)",
    ),
    official(
        name="training-gradient",
        clause="SOPHIA-4",
        wrong="the gradient of the step is squared, not the one with sampled labels: the curvature is Adam's",
        source="google-deepmind/optax #968; HomebrewML/HeavyBall PR#51; AllanYiin/trident PR#32",
        old="s.curvature * s.curvature",
        new="g * g",
    ),
    sophia(
        name="absolute-curvature",
        clause="SOPHIA-5",
        wrong="the magnitude of the estimate is averaged, so that negative curvature damps",
        source="a mutant: the Hessian power of AdaHessian",
        old=AVERAGE,
        new="lambda: q.average(h.beta2, s.h, q.abs(estimate))",
    ),
    sophia(
        name="no-average",
        clause="SOPHIA-5",
        wrong="the estimate stands for the average",
        source="a mutant",
        old=AVERAGE,
        new="lambda: estimate",
    ),
    sophia(
        name="every-step",
        clause="SOPHIA-5",
        wrong="every step is one of an estimate",
        source="the first version of optax.contrib.sophia (google-deepmind/optax #968)",
        old='(t if h.renewal == "last" else t - 1) % h.interval',
        new="0",
    ),
    sophia(
        name="first-estimate-late",
        clause="SOPHIA-5",
        wrong="the first estimate is taken in step k, so that the steps before it have none",
        source="a mutant: t % k == 0 for t % k == 1",
        old='(t if h.renewal == "last" else t - 1)',
        new="t",
    ),
    optax(
        name="used-at-once",
        clause="SOPHIA-6",
        wrong="the estimate of a step is used in the same step",
        source="Liu et al. (2024), Algorithm 3, which optax.contrib.sophia does not follow here",
        old="estimate, curvature = s.curvature, s.h\n",
        new="estimate, curvature = s.curvature, h.beta2 * s.h + (1 - h.beta2) * s.curvature\n",
    ),
    sophia(
        name="no-gamma",
        clause="SOPHIA-6",
        wrong="the curvature has no factor",
        source="HomericIntelligence/Odyssey PR#5608 (review); the first version on arXiv",
        old="h.gamma * curvature, h.eps",
        new="curvature, h.eps",
    ),
    official(
        name="no-batch-size",
        clause="SOPHIA-6",
        wrong="the batch size is left out",
        source="Liuhong99/Sophia, before 195a786",
        old="h.gamma * h.batch_size",
        new="h.gamma",
    ),
    sophia(
        name="eps-added",
        clause="SOPHIA-6",
        wrong="epsilon is added where it should bound: along negative curvature the parameter goes uphill",
        source="Liuhong99/Sophia #34",
        old="q.maximum(h.gamma * curvature, h.eps)",
        new="h.gamma * curvature + h.eps",
    ),
    sophia(
        name="clips-the-denominator",
        clause="SOPHIA-7",
        wrong="the denominator is limited, not the update",
        source="kyegomez/Sophia #19",
        old="q.clip(m / denominator, h.limit)",
        new="m / q.clip(denominator, h.limit)",
    ),
    sophia(
        name="clips-above-only",
        clause="SOPHIA-7",
        wrong="the update has no lower limit",
        source="kyegomez/Sophia #19, as amended there",
        old="q.clip(m / denominator, h.limit)",
        new="q.minimum(m / denominator, h.limit)",
    ),
    sophia(
        name="ascends",
        clause="SOPHIA-8",
        wrong="the parameter moves with the update",
        source="PaddlePaddle/Paddle #4184, of AdaGrad",
        old="theta - h.lr * u",
        new="theta + h.lr * u",
    ),
    sophia(
        name="curvature-starts-at-one",
        clause="SOPHIA-9",
        wrong="the curvature starts at 1",
        source="a mutant",
        old='average of the estimates", when',
        new='average of the estimates", start=1, when',
    ),
]
