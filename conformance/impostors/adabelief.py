"""Wrong AdaBeliefs."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

adabelief = partial(Impostor, algorithm="adabelief", variant="official")
coupled = partial(Impostor, algorithm="adabelief", variant="official-coupled")
optax = partial(Impostor, algorithm="adabelief", variant="optax-0.2.8")

IMPOSTORS = [
    coupled(
        name="decay-too-late",
        clause="ADABELIEF-1",
        wrong="coupled weight decay enters the gradient after its last use, and so does nothing",
        source="adabelief-pytorch 0.1.0, juntang-zhuang/Adabelief-Optimizer PR#33, #56",
        old="g + h.weight_decay * theta",
        new="g + 0 * theta",
    ),
    adabelief(
        name="decay-without-rate",
        clause="ADABELIEF-1",
        wrong="decoupled weight decay is not multiplied by the learning rate",
        source="tensorflow/addons #2282, a convention of others; fixed_decay=True of the official code",
        old="(1 - h.lr * h.weight_decay) * theta",
        new="(1 - h.weight_decay) * theta",
    ),
    adabelief(
        name="no-one-minus-beta1",
        clause="ADABELIEF-2",
        wrong="the gradient enters the first moment in full",
        source="mutation, after PennyLaneAI/pennylane #1928",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * s.m + 1 * g",
    ),
    optax(
        name="old-moment",
        clause="ADABELIEF-3",
        wrong="the residual is taken from the first moment before this step",
        source="google-deepmind/optax PR#1130",
        old="g - m",
        new="g - s.m",
    ),
    optax(
        name="squares-the-gradient",
        clause="ADABELIEF-3",
        wrong="the gradient itself is squared, which is Adam",
        source="elixir-nx/polaris 0.1.0",
        old="g - m",
        new="g - 0 * m",
    ),
    adabelief(
        name="square-not-stored",
        clause="ADABELIEF-4",
        wrong="the squared residual is computed and dropped",
        source="lessw2020/Ranger21 PR#55",
        old="q.average(h.beta2, s.s, r * r)",
        new="h.beta2 * s.s + 0 * (r * r)",
    ),
    adabelief(
        name="one-epsilon",
        clause="ADABELIEF-4",
        wrong="epsilon is added to the denominator only",
        source="FluxML/Flux.jl #1962, google-deepmind/optax #440",
        old="variance + h.eps, ",
        new="variance + 0 * h.eps, ",
    ),
    adabelief(
        name="epsilon-not-kept",
        clause="ADABELIEF-4",
        wrong="epsilon is added to the variance that is used, and not to the one that is kept",
        source="labmlai/annotated_deep_learning_paper_implementations; google-deepmind/optax before 0.0.91",
        old='q("s", variance + h.eps, "ADABELIEF-4")',
        new='q("s", variance, "ADABELIEF-4") + h.eps',
    ),
    adabelief(
        name="first-moment-uncorrected",
        clause="ADABELIEF-5",
        wrong="the first moment has no bias correction",
        source="FluxML/Flux.jl #1962, with the next",
        old="m / c.bias1",
        new="m / 1",
    ),
    adabelief(
        name="variance-uncorrected",
        clause="ADABELIEF-6",
        wrong="the variance has no bias correction",
        source="FluxML/Flux.jl #1962",
        old="variance / c.bias2",
        new="variance / 1",
    ),
    adabelief(
        name="no-outer-epsilon",
        clause="ADABELIEF-7",
        wrong="epsilon is added to the variance only",
        source="mutation; elixir-nx/polaris 0.1.0 has 0 by default",
        old="q.sqrt(s_hat) + h.eps",
        new="q.sqrt(s_hat) + 0 * h.eps",
    ),
    adabelief(
        name="no-root",
        clause="ADABELIEF-7",
        wrong="the step is divided by the variance, not by its root",
        source="mutation, after hiromis/notes #52",
        old="q.sqrt(s_hat) + h.eps",
        new="s_hat + h.eps",
    ),
    adabelief(
        name="ascent",
        clause="ADABELIEF-8",
        wrong="the step goes up",
        source="mutation: the sign of PaddlePaddle/Paddle #4184",
        old="theta - h.lr * (m_hat",
        new="theta + h.lr * (m_hat",
    ),
    adabelief(
        name="variance-starts-at-one",
        clause="ADABELIEF-9",
        wrong="the variance starts at 1",
        source="mutation, after the start of TensorFlow 1's RMSProp",
        old='squared residual", nonnegative',
        new='squared residual", start=1, nonnegative',
    ),
]
