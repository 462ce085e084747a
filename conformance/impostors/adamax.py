"""Wrong Adamaxes."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

adamax = partial(Impostor, algorithm="adamax", variant="pytorch-2.13")

IMPOSTORS = [
    adamax(
        name="decoupled-decay",
        clause="ADAMAX-1",
        wrong="weight decay shrinks the parameter instead of entering the gradient",
        source="a convention in Keras and in optax.adamaxw",
        old='if h.decay == "coupled":\n        g =',
        new='if h.decay != "coupled":\n        g =',
    ),
    adamax(
        name="other-beta",
        clause="ADAMAX-2",
        wrong="the gradient enters the first moment with 1 - beta2",
        source="tensorflow/swift-apis PR#313, in double precision",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * s.m + (1 - h.beta2) * g",
    ),
    adamax(
        name="norm-never-decays",
        clause="ADAMAX-3",
        wrong="the infinity norm is never multiplied by beta2",
        source="mutation that the tests of Keras let pass",
        old="q.maximum(h.beta2 * s.u, q.abs(g) + h.eps)",
        new="q.maximum(s.u, q.abs(g) + h.eps)",
    ),
    adamax(
        name="signed-maximum",
        variant="keras-3.15",
        clause="ADAMAX-3",
        wrong="the gradient is compared with its sign",
        source="mutation, after mikera/vectorz-clj #67",
        old="q.maximum(h.beta2 * s.u, q.abs(g))",
        new="q.maximum(h.beta2 * s.u, g)",
    ),
    adamax(
        name="eps-on-the-old-norm",
        clause="ADAMAX-3",
        wrong="epsilon is added to the decayed norm instead of the gradient",
        source="a convention in PaddlePaddle",
        old="q.maximum(h.beta2 * s.u, q.abs(g) + h.eps)",
        new="q.maximum(h.beta2 * s.u + h.eps, q.abs(g))",
    ),
    adamax(
        name="norm-of-the-whole",
        clause="ADAMAX-3",
        wrong="the Euclidean norm of all gradients stands for the magnitude of each",
        source="Python-Ensemble-Toolbox/PET PR#55",
        old="q.maximum(h.beta2 * s.u, q.abs(g) + h.eps)",
        new="q.maximum(h.beta2 * s.u, q.norm(g) + h.eps)",
    ),
    adamax(
        name="rate-of-adam",
        clause="ADAMAX-4",
        wrong="the step has the factor sqrt(1 - beta2**t) of Adam, whose second moment needs it",
        source="tensorflow/swift-apis PR#741",
        old="1 - h.beta1**t",
        new="(1 - h.beta1**t) / q.sqrt(1 - h.beta2**t)",
    ),
    adamax(
        name="corrects-twice",
        clause="ADAMAX-4",
        wrong="the first moment is divided by its bias correction twice",
        source="tensorflow/swift-apis PR#313",
        old="1 - h.beta1**t",
        new="(1 - h.beta1**t) * (1 - h.beta1**t)",
    ),
    adamax(
        name="bias-one-ahead",
        clause="ADAMAX-4",
        wrong="the bias correction uses t + 1",
        source="mutation that the tests of PyTorch's optimizers let pass",
        old="h.beta1**t",
        new="h.beta1 ** (t + 1)",
    ),
    adamax(
        name="no-eps",
        variant="keras-3.15",
        clause="ADAMAX-5",
        wrong="nothing is added to the norm, and an element without a gradient so far becomes NaN",
        source="mlpack/mlpack PR#887, in review",
        old="u + h.eps, ",
        new="u + 0 * h.eps, ",
    ),
    adamax(
        name="multiplies",
        clause="ADAMAX-6",
        wrong="the step is multiplied by the norm",
        source="mutation, after oracle/tribuo PR#401",
        old="m_hat / denominator",
        new="m_hat * denominator",
    ),
    adamax(
        name="norm-starts-at-one",
        clause="ADAMAX-7",
        wrong="the infinity norm starts at 1",
        source="mutation, after the start of TensorFlow 1's RMSProp",
        old='in magnitude, decaying", nonnegative',
        new='in magnitude, decaying", start=1, nonnegative',
    ),
]
