"""Wrong AdaGrads."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

adagrad = partial(Impostor, algorithm="adagrad", variant="pytorch-2.13")

IMPOSTORS = [
    adagrad(
        name="decoupled-decay",
        clause="ADAGRAD-1",
        wrong="weight decay shrinks the parameter and enters neither the gradient nor the sum",
        source="apache/mxnet #9363, PaddlePaddle/Paddle PR#4743",
        old='if h.decay == "coupled":',
        new='if h.decay != "coupled":',
    ),
    adagrad(
        name="rate-inside-sum",
        clause="ADAGRAD-2",
        wrong="the gradients are multiplied by the learning rate before they are summed, where it cancels",
        source="stanfordnlp/GloVe #134",
        old="s.G + g * g",
        new="s.G + (h.lr * g) * (h.lr * g)",
    ),
    adagrad(
        name="leaky-sum",
        clause="ADAGRAD-2",
        wrong="the sum forgets, as in RMSProp",
        source="PaddlePaddle/Paddle PR#4645, where it is an optimizer of its own, decayed Adagrad",
        old="s.G + g * g",
        new="0.875 * s.G + 0.125 * (g * g)",
    ),
    adagrad(
        name="decay-of-rate-one-ahead",
        clause="ADAGRAD-3",
        wrong="the decay of the learning rate counts from 1",
        source="mutation that the tests of PyTorch's optimizers let pass",
        old="(t - 1) * h.lr_decay",
        new="t * h.lr_decay",
    ),
    adagrad(
        name="no-decay-of-rate",
        clause="ADAGRAD-3",
        wrong="the decay of the learning rate is ignored",
        source="eaplatanios/tensorflow_scala PR#55",
        old="(t - 1) * h.lr_decay",
        new="0 * h.lr_decay",
    ),
    adagrad(
        name="sum-before-this-step",
        clause="ADAGRAD-4",
        wrong="the denominator is made of the sum before this gradient",
        source="stanfordnlp/GloVe #134, in the code that it quotes",
        old="q.sqrt(G) + h.eps",
        new="q.sqrt(s.G) + h.eps",
    ),
    adagrad(
        name="no-eps",
        clause="ADAGRAD-4",
        wrong="epsilon is missing",
        source="pytorch/pytorch PR#63254, davharris/mistnet #94",
        old="q.sqrt(G) + h.eps",
        new="q.sqrt(G)",
    ),
    adagrad(
        name="eps-inside-root",
        clause="ADAGRAD-4",
        wrong="epsilon is added under the root",
        source="ml-explore/mlx PR#142",
        old="q.sqrt(G) + h.eps",
        new="q.sqrt(G + h.eps)",
    ),
    adagrad(
        name="eps-outside-root",
        variant="keras-3.15",
        clause="ADAGRAD-4",
        wrong="epsilon is added to the root",
        source="mutation that the tests of Keras let pass",
        old="q.sqrt(G + h.eps)",
        new="q.sqrt(G) + h.eps",
    ),
    adagrad(
        name="ascent",
        clause="ADAGRAD-5",
        wrong="the step goes up",
        source="PaddlePaddle/Paddle #4184, PR#4743",
        old="theta - c.eta",
        new="theta + c.eta",
    ),
    adagrad(
        name="sum-starts-at-one",
        clause="ADAGRAD-6",
        wrong="the sum starts at 1, whatever the initial value",
        source="deeplearning4j/deeplearning4j #953",
        old='start="initial_accumulator_value"',
        new="start=1",
    ),
    adagrad(
        name="no-root",
        clause="ADAGRAD-7",
        wrong="the step is divided by the sum itself, and regret grows beyond its bound",
        source="hiromis/notes #52: the root of the squares left out, there of RMSProp",
        old="q.sqrt(G) + h.eps",
        new="G + h.eps",
    ),
]
