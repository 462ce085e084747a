"""Wrong AdaShifts."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

adashift = partial(Impostor, algorithm="adashift", variant="pytorch-optimizer-4.1")

IMPOSTORS = [
    adashift(
        name="first-gradient-twice",
        clause="ADASHIFT-1",
        wrong="the first gradient takes two places of the window",
        source="kozistr/pytorch_optimizer PR#523, where this also moved one step early and gave NaN",
        old="q.join([*kept[1:], g])",
        new="q.join([*kept[2:], g, g] if t == 1 else [*kept[1:], g])",
    ),
    adashift(
        name="window-that-forgets-its-filling",
        clause="ADASHIFT-2",
        wrong="the first moment is not updated until the window is full, and lacks its first gradients for ever",
        source="mknbv/adashift #2, by the first author of the paper",
        old='q("m", h.beta1 * s.m + c.newest * g,',
        new='q("m", h.beta1 * s.m,',
    ),
    adashift(
        name="window-without-end",
        clause="ADASHIFT-2",
        wrong="gradients that leave the window stay in the first moment, as in Adam",
        source="a mutant: Adam's average",
        old="h.beta1 * s.m - c.oldest * shifted + c.newest * g",
        new="h.beta1 * s.m + c.newest * g",
    ),
    adashift(
        name="one-weight-too-many",
        clause="ADASHIFT-2",
        wrong="the weights of n gradients are divided by the sum of n + 1",
        source="mknbv/adashift, report.tex, Algorithm 1: its sum runs to n",
        old="1 - h.beta1**h.keep_num",
        new="1 - h.beta1 ** (h.keep_num + 1)",
    ),
    adashift(
        name="shifted-by-one",
        clause="ADASHIFT-3",
        wrong="the second moment takes the gradient of the step before, which the first moment still holds",
        source="mknbv/adashift, report.tex, Algorithm 1: its index is t - 1",
        old="shifted * shifted",
        new="kept[-1] * kept[-1]",
    ),
    adashift(
        name="maximum-before-the-square",
        clause="ADASHIFT-3",
        wrong="the largest gradient is squared, so that negative ones do not count",
        source="mknbv/adashift, report.tex: the order that its authors found in the paper",
        old="q.largest(square)",
        new="q.largest(shifted) * q.largest(shifted)",
    ),
    adashift(
        name="square-in-full",
        clause="ADASHIFT-4",
        wrong="the square enters the second moment in full",
        source="PennyLaneAI/pennylane #1928, the same in Adam",
        old="q.average(h.beta2, s.v, square)",
        new="h.beta2 * s.v + 1 * square",
    ),
    adashift(
        name="bias-of-all-steps",
        clause="ADASHIFT-5",
        wrong="the bias correction counts the steps in which the window was filled",
        source="mknbv/adashift at 1b85356",
        old="h.beta2 ** (t - h.keep_num)",
        new="h.beta2**t",
    ),
    adashift(
        name="eps-before-the-correction",
        clause="ADASHIFT-6",
        wrong="epsilon is added to the root of the uncorrected second moment",
        source="mknbv/adashift at 1b85356",
        old="q.sqrt(v_hat) + h.eps",
        new="q.sqrt(v_hat) + h.eps / q.sqrt(c.bias2)",
    ),
    adashift(
        name="moves-by-the-gradient",
        clause="ADASHIFT-6",
        wrong="the update is the gradient of this step instead of the first moment",
        source="mknbv/adashift, report.tex, Algorithm 1",
        old="h.lr * (m / (",
        new="h.lr * (g / (",
    ),
    adashift(
        name="second-moment-starts-at-one",
        clause="ADASHIFT-7",
        wrong="the second moment starts at 1",
        source="optax documentation of initial_scale: TensorFlow 1 starts RMSProp at 1",
        old='gradients before those", nonnegative',
        new='gradients before those", start=Fraction(1), nonnegative',
    ),
]
