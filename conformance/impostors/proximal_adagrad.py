"""Wrong proximal AdaGrads."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

paper = partial(Impostor, algorithm="proximal_adagrad", variant="paper")
tensorflow = partial(Impostor, algorithm="proximal_adagrad", variant="tensorflow-2")

IMPOSTORS = [
    paper(
        name="last-square",
        clause="PROXIMALADAGRAD-1",
        wrong="the last squared gradient stands for the sum of them",
        source="mutation: an accumulator that is not kept",
        old="s.n + g * g",
        new="0 * s.n + g * g",
    ),
    paper(
        name="eps-inside-root",
        clause="PROXIMALADAGRAD-2",
        wrong="delta is added under the root",
        source="mutation: the place of TensorFlow's start",
        old="q.sqrt(n) + h.eps",
        new="q.sqrt(n + h.eps)",
    ),
    paper(
        name="old-sum",
        clause="PROXIMALADAGRAD-2",
        wrong="the rate is made of the sum before this step",
        source="mutation: the accumulator updated last",
        old="h.lr / (q.sqrt(n)",
        new="h.lr / (q.sqrt(s.n)",
    ),
    tensorflow(
        name="plain-step",
        clause="PROXIMALADAGRAD-3",
        wrong="the parameter moves by the plain learning rate",
        source="mutation: proximal gradient descent",
        old="theta - rate * g",
        new="theta - h.lr * g",
    ),
    tensorflow(
        name="ascent",
        clause="PROXIMALADAGRAD-3",
        wrong="the step goes up",
        source="mutation: the sign of PaddlePaddle/Paddle #4184",
        old="theta - rate * g",
        new="theta + rate * g",
    ),
    tensorflow(
        name="plain-strengths",
        clause="PROXIMALADAGRAD-4",
        wrong="the strengths are multiplied by the plain learning rate",
        source="PaddlePaddle/Paddle PR#5128; the pages of MindSpore print the same",
        old='shared = rate if h.strengths == "adapted" else h.lr',
        new="shared = h.lr",
    ),
    tensorflow(
        name="threshold-without-rate",
        clause="PROXIMALADAGRAD-4",
        wrong="the threshold is the L1 strength itself",
        source="glm-tools/pyglmnet #383",
        old="shared * h.l1",
        new="0 * shared + h.l1",
    ),
    paper(
        name="hard-threshold",
        clause="PROXIMALADAGRAD-5",
        wrong="what lies beyond the threshold is not brought nearer by it",
        source="mutation: the threshold of iterative hard thresholding",
        old="q.maximum(moved - threshold, zero) - q.maximum(-moved - threshold, zero)",
        new='q.where(q.abs(moved), ">", threshold, moved, zero)',
    ),
    tensorflow(
        name="multiplies",
        clause="PROXIMALADAGRAD-6",
        wrong="L2 multiplies by 1 - x instead of dividing by 1 + x",
        source="scikit-learn-contrib/lightning PR#32, where it was taken for a proximal step",
        old="shrunk / (1 + shared * h.l2)",
        new="shrunk * (1 - shared * h.l2)",
    ),
    tensorflow(
        name="starts-at-zero",
        clause="PROXIMALADAGRAD-7",
        wrong="the sum of squares starts at zero, whatever the initial value",
        source="mutation: the start of the paper",
        old='start="initial_accumulator_value", ',
        new="",
    ),
]
