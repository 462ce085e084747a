"""Wrong Adams."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

adam = partial(Impostor, algorithm="adam", variant="pytorch-2.13")

IMPOSTORS = [
    adam(
        name="decoupled-decay",
        clause="ADAM-1",
        wrong="weight decay shrinks the parameter instead of entering the gradient",
        source="flagos-ai/FlagGems #4988, deepspeedai/DeepSpeed PR#8307",
        old='if h.decay == "coupled":',
        new='if h.decay != "coupled":',
    ),
    adam(
        name="no-one-minus-beta1",
        clause="ADAM-2",
        wrong="the gradient enters the first moment in full",
        source="PennyLaneAI/pennylane #1928",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * s.m + 1 * g",
    ),
    adam(
        name="no-one-minus-beta2",
        clause="ADAM-3",
        wrong="the squared gradient enters the second moment in full",
        source="PennyLaneAI/pennylane #1928",
        old="q.average(h.beta2, s.v, g * g)",
        new="h.beta2 * s.v + 1 * (g * g)",
    ),
    adam(
        name="bias-of-m-one-ahead",
        clause="ADAM-4",
        wrong="the bias correction of the first moment uses t + 1",
        source="cs231n/cs231n.github.io #179",
        old="h.beta1**t",
        new="h.beta1 ** (t + 1)",
    ),
    adam(
        name="bias-of-m-multiplied",
        clause="ADAM-4",
        wrong="the first moment is multiplied by its bias correction",
        source="karpathy/convnetjs PR#70",
        old="ahead / c.bias1 if",
        new="ahead * c.bias1 if",
    ),
    adam(
        name="bias-of-v-without-power",
        clause="ADAM-5",
        wrong="the second moment is corrected by 1 - beta2 at every step",
        source="eriklindernoren/ML-From-Scratch #35",
        old="h.beta2**t",
        new="h.beta2**1",
    ),
    adam(
        name="eps-subtracted",
        clause="ADAM-6",
        wrong="epsilon is subtracted from the denominator",
        source="tensorflow/tensorflow #61407",
        old="q.sqrt(v_hat) + h.eps",
        new="q.sqrt(v_hat) - h.eps",
    ),
    adam(
        name="eps-inside-root",
        clause="ADAM-6",
        wrong="epsilon is added under the root",
        source="FluxML/Flux.jl PR#448",
        old="q.sqrt(v_hat) + h.eps",
        new="q.sqrt(v_hat + h.eps)",
    ),
    adam(
        name="multiplies-by-root",
        clause="ADAM-7",
        wrong="the step is multiplied by the denominator",
        source="oracle/tribuo PR#401",
        old="m_hat / denominator",
        new="m_hat * denominator",
    ),
    Impostor(
        algorithm="adam",
        variant="tensorflow-2.21-nesterov",
        name="nesterov-without-effect",
        clause="ADAM-10",
        wrong="Nesterov's momentum looks ahead from the old moment, which gives the new one",
        source="a mutant",
        old="q.average(h.beta1, m, g)",
        new="q.average(h.beta1, s.m, g)",
    ),
    Impostor(
        algorithm="adam",
        variant="tensorflow-2.21-nesterov",
        name="nesterov-with-the-whole-gradient",
        clause="ADAM-10",
        wrong="the gradient enters Nesterov's momentum in full",
        source="a mutant: the form of SGD",
        old="q.average(h.beta1, m, g)",
        new="h.beta1 * m + g",
    ),
    adam(
        name="second-moment-starts-at-one",
        clause="ADAM-8",
        wrong="the second moment starts at 1",
        source="optax documentation of initial_scale: TensorFlow 1 starts RMSProp at 1",
        old='squared gradient", nonnegative',
        new='squared gradient", start=1, nonnegative',
    ),
    adam(
        name="never-forgets",
        clause="ADAM-9",
        wrong="the second moment never decreases, so that it converges where Adam must not",
        source="Reddi, Kale, Kumar (2018): AMSGrad's remedy under another name",
        old="q.average(h.beta2, s.v, g * g)",
        new="q.maximum(s.v, q.average(h.beta2, s.v, g * g))",
    ),
]
