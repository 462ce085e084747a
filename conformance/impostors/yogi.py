"""Wrong Yogis."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

yogi = partial(Impostor, algorithm="yogi", variant="paper")
optax = partial(Impostor, algorithm="yogi", variant="optax-0.2.8")
addons = partial(Impostor, algorithm="yogi", variant="tensorflow-addons-0.23")
coupled = partial(Impostor, algorithm="yogi", variant="torch-optimizer-0.3")
decoupled = partial(Impostor, algorithm="yogi", variant="pytorch-optimizer-4.1")

IMPOSTORS = [
    coupled(
        name="no-coupled-decay",
        clause="YOGI-1",
        wrong="coupled weight decay is accepted and not used",
        source="kozistr/pytorch_optimizer PR#518, of another optimizer",
        old="g + h.weight_decay * theta",
        new="g + 0 * theta",
    ),
    decoupled(
        name="decay-without-rate",
        clause="YOGI-1",
        wrong="decoupled weight decay is not multiplied by the learning rate",
        source="fixed_decay=True of pytorch_optimizer, a convention of others",
        old="(1 - h.lr * h.weight_decay) * theta",
        new="(1 - h.weight_decay) * theta",
    ),
    yogi(
        name="no-one-minus-beta1",
        clause="YOGI-2",
        wrong="the gradient enters the first moment in full",
        source="mutation, after PennyLaneAI/pennylane #1928",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * s.m + 1 * g",
    ),
    optax(
        name="average-of-signed-squares",
        clause="YOGI-3",
        wrong="the signed square is squared once more, and averaged as in Adam",
        source="google-deepmind/optax PR#288, of the first release",
        old="s.v - (1 - h.beta2) * q.sign(s.v - square) * square",
        new="q.average(h.beta2, s.v, q.sign(s.v - square) * square * (q.sign(s.v - square) * square))",
    ),
    yogi(
        name="of-the-gradient",
        clause="YOGI-3",
        wrong="the second moment is compared with the gradient, not with its square",
        source="tensorflow/addons, optimizers/yogi.py, the formula at its head",
        old="q.sign(s.v - square)",
        new="q.sign(s.v - g)",
    ),
    yogi(
        name="in-full",
        clause="YOGI-3",
        wrong="the squared gradient is added or taken away in full",
        source="tensorflow/addons, optimizers/yogi.py, the formula at its head",
        old="(1 - h.beta2) * q.sign(s.v - square)",
        new="q.sign(s.v - square)",
    ),
    yogi(
        name="square-of-the-moment",
        clause="YOGI-3",
        wrong="the first moment after the step is squared where the gradient should be",
        source="SymbioticLab/FedScale #24, where it was reported as what a version of the federated paper has",
        old='q("square", g * g',
        new='q("square", m * m',
    ),
    yogi(
        name="other-direction",
        clause="YOGI-3",
        wrong="the second moment goes away from the squared gradient, not towards it",
        source="mutation: the two sides of the difference exchanged",
        old="q.sign(s.v - square)",
        new="q.sign(square - s.v)",
    ),
    yogi(
        name="adam",
        clause="YOGI-3",
        wrong="the second moment is the average of Adam",
        source="mutation: what Yogi was made from",
        old="s.v - (1 - h.beta2) * q.sign(s.v - square) * square",
        new="q.average(h.beta2, s.v, square)",
    ),
    yogi(
        name="only-up",
        clause="YOGI-3",
        wrong="the second moment never becomes smaller",
        source="mutation: the sign left out",
        old="s.v - (1 - h.beta2) * q.sign(s.v - square) * square",
        new="s.v + (1 - h.beta2) * square",
    ),
    optax(
        name="first-moment-uncorrected",
        clause="YOGI-4",
        wrong="the first moment has no bias correction",
        source="the option adam_debias of pytorch_optimizer, which is off unless asked for",
        old="m / c.bias1",
        new="m / 1",
    ),
    optax(
        name="second-moment-uncorrected",
        clause="YOGI-5",
        wrong="the second moment has no bias correction",
        source="mutation: half of what the paper leaves out",
        old="v / c.bias2",
        new="v / 1",
    ),
    addons(
        name="eps-after-correction",
        clause="YOGI-6",
        wrong="epsilon is added after the bias correction",
        source="mutation: the place that all others have",
        old="(q.sqrt(v) + h.eps) / q.sqrt(c.bias2)",
        new="q.sqrt(v) / q.sqrt(c.bias2) + h.eps",
    ),
    optax(
        name="no-root",
        clause="YOGI-6",
        wrong="the step is divided by the second moment, not by its root",
        source="mutation, after hiromis/notes #52",
        old="q.sqrt(v_hat) + h.eps",
        new="v_hat + h.eps",
    ),
    yogi(
        name="ascent",
        clause="YOGI-7",
        wrong="the step goes up",
        source="mutation: the sign of PaddlePaddle/Paddle #4184",
        old="theta - h.lr * (m_hat",
        new="theta + h.lr * (m_hat",
    ),
    addons(
        name="both-start-alike",
        clause="YOGI-8",
        wrong="the first moment starts at the initial value as well",
        source="jettify/pytorch-optimizer PR#62, #77, where it was taken for what TensorFlow Addons does",
        old='moving average of the gradient", when',
        new='moving average of the gradient", start="initial_accumulator_value", when',
    ),
    optax(
        name="starts-at-zero",
        clause="YOGI-8",
        wrong="the second moment starts at zero, whatever the initial value",
        source="jettify/pytorch-optimizer PR#62, before it",
        old="""            start="initial_accumulator_value",
            nonnegative=True,""",
        new="""            nonnegative=True,""",
    ),
]
