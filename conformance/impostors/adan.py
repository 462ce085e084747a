"""Wrong Adans."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

adan = partial(Impostor, algorithm="adan", variant="official")
no_prox = partial(Impostor, algorithm="adan", variant="official-no-prox")
paper = partial(Impostor, algorithm="adan", variant="paper")
optax = partial(Impostor, algorithm="adan", variant="optax-0.2.8")

IMPOSTORS = [
    adan(
        name="first-difference",
        clause="ADAN-1",
        wrong="the first difference is taken from a gradient of zeros",
        source="the question of aimat-lab/gcnn_keras #75",
        old="(g if t == 1 else s.prev)",
        new="s.prev",
    ),
    adan(
        name="other-sign",
        clause="ADAN-1",
        wrong="the gradient of this step is taken from the one before",
        source="mutation: the negative gradient that the official code keeps, taken for the gradient",
        old="g - (g if t == 1 else s.prev)",
        new="(g if t == 1 else s.prev) - g",
    ),
    adan(
        name="no-one-minus-beta1",
        clause="ADAN-2",
        wrong="the gradient enters its average in full",
        source="mutation, after PennyLaneAI/pennylane #1928",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * s.m + 1 * g",
    ),
    paper(
        name="begins-at-zero",
        clause="ADAN-2",
        wrong="the average of gradients begins at zero and is not corrected",
        source="lucidrains/Adan-pytorch #2",
        old="q.average(h.beta1, s.m, g) if corrected or t > 1 else g",
        new="q.average(h.beta1, s.m, g)",
    ),
    adan(
        name="betas-of-the-paper",
        clause="ADAN-2",
        wrong="the decay rate is what the new gradient is weighted by, as the paper writes it",
        source="sail-sg/Adan #4, where somebody was about to",
        old="q.average(h.beta1, s.m, g)",
        new="q.average(1 - h.beta1, s.m, g)",
    ),
    adan(
        name="decays-as-gradients",
        clause="ADAN-3",
        wrong="the average of differences has the decay rate of the gradients",
        source="mutation: one momentum for both",
        old="q.average(h.beta2, s.v, d)",
        new="q.average(h.beta1, s.v, d)",
    ),
    paper(
        name="average-of-the-first-difference",
        clause="ADAN-3",
        wrong="the average of differences does not begin with the first of them",
        source="lucidrains/Adan-pytorch #2",
        old="if corrected or t > 2 else d",
        new="if corrected or t > 1 else d",
    ),
    adan(
        name="complement",
        clause="ADAN-4",
        wrong="the difference has the weight 1 - beta2, as if beta2 were that of the paper",
        source="google-deepmind/optax PR#1715",
        old='weight = h.beta2 if h.weight == "beta2" else 1 - h.beta2',
        new="weight = 1 - h.beta2",
    ),
    optax(
        name="squares-the-gradient",
        clause="ADAN-4",
        wrong="the gradient is squared, not the one ahead",
        source="mutation: the second moment of Adam",
        old="g + weight * d",
        new="g + 0 * d",
    ),
    adan(
        name="square-of-the-average",
        clause="ADAN-5",
        wrong="the squares decay with the rate of the gradients",
        source="mutation: betas in another order",
        old="q.average(h.beta3, s.n,",
        new="q.average(h.beta1, s.n,",
    ),
    adan(
        name="difference-uncorrected",
        clause="ADAN-6",
        wrong="the average of differences has no bias correction",
        source="kozistr/pytorch_optimizer PR#77",
        old="v / c.bias2",
        new="v / 1",
    ),
    adan(
        name="square-uncorrected",
        clause="ADAN-6",
        wrong="the average of squares has no bias correction",
        source="mutation, after kozistr/pytorch_optimizer PR#77",
        old="n / c.bias3",
        new="n / 1",
    ),
    adan(
        name="eps-inside-root",
        clause="ADAN-7",
        wrong="epsilon is added under the root",
        source="lucidrains/Adan-pytorch 14ec8b3, which follows the paper",
        old="q.sqrt(n + h.eps_root) + h.eps",
        new="q.sqrt(n + h.eps)",
    ),
    optax(
        name="one-epsilon",
        clause="ADAN-7",
        wrong="the epsilon under the root is accepted and not used",
        source="mutation: the official code has one epsilon",
        old="q.sqrt(n + h.eps_root)",
        new="q.sqrt(n + 0 * h.eps_root)",
    ),
    adan(
        name="full-difference",
        clause="ADAN-8",
        wrong="the average of differences has the weight 1 in the step",
        source="mutation: a weight left out",
        old="(m + weight * v)",
        new="(m + 1 * v)",
    ),
    adan(
        name="decoupled",
        clause="ADAN-9",
        wrong="decay multiplies the parameter before the step instead of dividing it after",
        source="google-deepmind/optax PR#410, where both were compared",
        old="(theta - h.lr * u) / (1 + h.lr * h.weight_decay)",
        new="(1 - h.lr * h.weight_decay) * theta - h.lr * u",
    ),
    no_prox(
        name="decay-without-rate",
        clause="ADAN-9",
        wrong="decoupled weight decay is not multiplied by the learning rate",
        source="mutation, after tensorflow/addons #2282",
        old="(1 - h.lr * h.weight_decay) * theta",
        new="(1 - h.weight_decay) * theta",
    ),
    adan(
        name="starts-at-one",
        clause="ADAN-10",
        wrong="the average of squares starts at one",
        source="mutation, after the accumulators of tensorflow/tensorflow",
        old='"moving average of the square of the gradient ahead", ',
        new='"moving average of the square of the gradient ahead", start=Fraction(1), ',
    ),
]
