"""Wrong LARSes."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

lars = partial(Impostor, algorithm="lars", variant="paper")
optax = partial(Impostor, algorithm="lars", variant="optax-0.2.8")
kozistr = partial(Impostor, algorithm="lars", variant="pytorch-optimizer-4.1")
nesterov = partial(Impostor, algorithm="lars", variant="optax-0.2.8-nesterov")
timm = partial(Impostor, algorithm="lars", variant="timm-1.0.31")
bolts = partial(Impostor, algorithm="lars", variant="lightning-bolts-0.7")

IMPOSTORS = [
    lars(
        name="decay-in-the-ratio-only",
        clause="LARS-1",
        wrong="weight decay shortens the step and decays nothing",
        source="ooples/AiDotNet.Tensors PR#955; a convention in TensorFlow 1, where the loss has the decay",
        old="g + h.weight_decay * theta",
        new="g + 0 * theta",
    ),
    bolts(
        name="decay-without-a-ratio",
        clause="LARS-1",
        wrong="a parameter without a gradient decays, though its ratio is not adapted",
        source="a convention in timm, from whose code it differs in nothing else",
        old='if h.decay == "with-ratio":',
        new='if h.decay == "never":',
    ),
    lars(
        name="gradient-changed-in-place",
        clause="LARS-2",
        wrong="decay is added to the gradient in place, and the norm is taken after that",
        source="mutation; so that the divisor counts the decay twice",
        old='d if h.norms == "joint" else g',
        new="d",
    ),
    lars(
        name="no-root",
        clause="LARS-2",
        wrong="the sum of squares stands for the norm of the gradient",
        source="mutation: PaddlePaddle/Paddle and MXNet hand sums of squares from kernel to kernel",
        old='q.norm(d if h.norms == "joint" else g)',
        new="q.total(g * g)",
    ),
    lars(
        name="no-decay-in-the-divisor",
        clause="LARS-3",
        wrong="the divisor is the norm of the gradient alone",
        source="mutation, after the question in zdaxie/PixPro #13",
        old="of_g + h.weight_decay * of_theta",
        new="of_g + 0 * of_theta",
    ),
    optax(
        name="no-eps",
        clause="LARS-3",
        wrong="epsilon is accepted and not used",
        source="mutation",
        old="norms + h.eps",
        new="norms + 0 * h.eps",
    ),
    kozistr(
        name="inverse-ratio",
        clause="LARS-4",
        wrong="the ratio is upside down",
        source="mutation",
        old="h.trust_coefficient * of_theta / divisor",
        new="h.trust_coefficient * divisor / of_theta",
    ),
    optax(
        name="zeros-stay",
        clause="LARS-4",
        wrong="a parameter of zeros has the ratio 0 and never moves",
        source="Spijkervet/SimCLR #27: a norm >= 0 was asked for where > 0 was meant",
        old='"parameter": of_theta * norms',
        new='"parameter": norms',
    ),
    optax(
        name="no-decay-no-ratio",
        clause="LARS-4",
        wrong="without weight decay there is no ratio",
        source="PaddlePaddle/Paddle PR#40892; a convention in timm",
        old='    if h.adapts == "with-decay":',
        new="    if h.weight_decay == 0:",
    ),
    kozistr(
        name="vectors-too",
        clause="LARS-5",
        wrong="biases are adapted like matrices",
        source="a convention in optax; vturrisi/solo-learn #301",
        old='h.adapts != "matrices" or len(s.shape) > 1',
        new="True",
    ),
    timm(
        name="always-adapts",
        clause="LARS-5",
        wrong="the ratio holds without weight decay, too",
        source="a convention elsewhere: always_adapt=True of timm",
        old='h.weight_decay, ">", 0',
        new='h.weight_decay, ">=", 0',
    ),
    lars(
        name="ratio-on-the-whole-buffer",
        clause="LARS-6",
        wrong="rate and ratio of this step scale all of the buffer",
        source="ooples/AiDotNet.Tensors PR#955; a convention in TensorFlow 1",
        old='inside = h.buffered == "rate"',
        new="inside = False",
    ),
    kozistr(
        name="averaging-buffer",
        clause="LARS-6",
        wrong="the buffer is a moving average",
        source="the documentation of brainpy.optim.LARS, after paperswithcode.com",
        old="(1 - h.dampening) * u",
        new="(1 - h.momentum) * u",
    ),
    optax(
        name="nothing-new",
        clause="LARS-6",
        wrong="the sum with the new gradient is worked out and dropped",
        source="Lightning-Universe/lightning-bolts #154: add() where add_() was meant",
        old="(1 - h.dampening) * u",
        new="0 * u",
    ),
    nesterov(
        name="old-buffer",
        clause="LARS-7",
        wrong="Nesterov's step looks ahead with the buffer before this step",
        source="mutation, after oysteijo/simd_neuralnet #17",
        old="u + h.momentum * b",
        new="u + h.momentum * s.b",
    ),
    nesterov(
        name="nesterov-with-the-wrong-sign",
        clause="LARS-7",
        wrong="the momentum enters Nesterov's step with the wrong sign",
        source="PaddlePaddle/Paddle PR#12231, in its momentum",
        old="u + h.momentum * b",
        new="u - h.momentum * b",
    ),
    kozistr(
        name="no-rate",
        clause="LARS-8",
        wrong="the trust coefficient is taken for the learning rate, which is not used",
        source="mutation",
        old='rate = h.lr if h.buffered == "ratio"',
        new='rate = one if h.buffered == "ratio"',
    ),
    lars(
        name="ascent",
        clause="LARS-8",
        wrong="the step goes up",
        source="mutation: the sign of PaddlePaddle/Paddle #4184",
        old="theta + b if inside",
        new="theta - b if inside",
    ),
    lars(
        name="starts-with-the-parameter",
        clause="LARS-9",
        wrong="the buffer starts as a copy of the parameter",
        source="mutation",
        old='the velocity"',
        new='the velocity", start="theta"',
    ),
]
