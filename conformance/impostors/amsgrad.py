"""Wrong AMSGrads."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

amsgrad = partial(Impostor, algorithm="amsgrad", variant="pytorch-2.13")

IMPOSTORS = [
    amsgrad(
        name="decoupled-decay",
        clause="AMSGRAD-1",
        wrong="weight decay shrinks the parameter instead of entering the gradient",
        source="flagos-ai/FlagGems #4988, deepspeedai/DeepSpeed PR#8307",
        old='if h.decay == "coupled":\n        g',
        new='if h.decay != "coupled":\n        g',
    ),
    amsgrad(
        name="no-one-minus-beta1",
        clause="AMSGRAD-2",
        wrong="the gradient enters the first moment in full",
        source="PennyLaneAI/pennylane #1928",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * s.m + 1 * g",
    ),
    amsgrad(
        name="average-continues-from-maximum",
        clause="AMSGRAD-3",
        wrong="the average of the squared gradient continues from the maximum, not from itself",
        source="a mutant; no report known",
        old="q.average(h.beta2, s.v, g * g)",
        new="q.average(h.beta2, s.v_max, g * g)",
    ),
    amsgrad(
        name="bias-of-m-one-ahead",
        clause="AMSGRAD-4",
        wrong="the bias correction of the first moment uses t + 1",
        source="cs231n/cs231n.github.io #179; PyTorch's test_optim of release 2.2 lets it pass",
        old="h.beta1**t",
        new="h.beta1 ** (t + 1)",
    ),
    amsgrad(
        name="no-bias-correction-of-m",
        clause="AMSGRAD-4",
        wrong="the first moment is not corrected, although the second is",
        source="online-ml/river PR#185",
        old='m / c.bias1 if h.bias_correction != "off" else m',
        new="m",
    ),
    amsgrad(
        name="no-maximum",
        clause="AMSGRAD-5",
        wrong="the maximum is the second moment of now: Adam",
        source="PyTorch's test_optim of release 2.2 and Keras's adam_test let it pass",
        old="q.maximum(s.v_max, v)",
        new="v",
    ),
    amsgrad(
        name="maximum-not-kept",
        clause="AMSGRAD-5",
        wrong="the maximum is taken but not kept for the next step",
        source="pytorch/pytorch #78807; chainer/chainer PR#7661",
        old='q("v_max", q.maximum(s.v_max, v), "AMSGRAD-5")',
        new="q.maximum(s.v_max, v)",
    ),
    amsgrad(
        name="maximum-of-squared-gradient",
        clause="AMSGRAD-5",
        wrong="the maximum is over the squared gradients, not over their average",
        source="a mutant; no report known",
        old="q.maximum(s.v_max, v)",
        new="q.maximum(s.v_max, g * g)",
    ),
    amsgrad(
        name="bias-of-v-not-rooted",
        clause="AMSGRAD-6",
        wrong="the root of the maximum is divided by the bias correction instead of by its root",
        source="pytorch/pytorch PR#23737 (a question in review)",
        old="v_max / c.bias2",
        new="v_max / (c.bias2 * c.bias2)",
    ),
    amsgrad(
        name="maximum-corrected-twice",
        variant="optax-0.2.8",
        clause="AMSGRAD-6",
        wrong="the bias correction is applied to the second moment twice",
        source="a mutant; google-deepmind/optax #1389 discusses where the one belongs",
        old="v / c.bias2",
        new="v / c.bias2 / c.bias2",
    ),
    amsgrad(
        name="eps-subtracted",
        clause="AMSGRAD-7",
        wrong="epsilon is subtracted from the denominator",
        source="tensorflow/tensorflow #61407",
        old="q.sqrt(v_hat) + h.eps",
        new="q.sqrt(v_hat) - h.eps",
    ),
    amsgrad(
        name="multiplies-by-root",
        clause="AMSGRAD-8",
        wrong="the step is multiplied by the denominator",
        source="oracle/tribuo PR#401",
        old="m_hat / denominator",
        new="m_hat * denominator",
    ),
    amsgrad(
        name="maximum-survives-reset",
        clause="AMSGRAD-9",
        wrong="the maximum does not start at 0",
        source="ooples/AiDotNet PR#1350: a reset leaves it as it was",
        old='so far", nonnegative',
        new='so far", start=1, nonnegative',
    ),
    amsgrad(
        name="maximum-forgotten",
        clause="AMSGRAD-10",
        wrong="the maximum decays, so that rare large gradients are forgotten as Adam forgets them",
        source="Reddi, Kale, Kumar (2018): the memory that AMSGrad adds, taken away",
        old="q.maximum(s.v_max, v), ",
        new="q.maximum(h.beta2 * s.v_max, v), ",
    ),
]
