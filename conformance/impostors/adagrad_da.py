"""Wrong AdaGrads with dual averaging."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

paper = partial(Impostor, algorithm="adagrad_da", variant="paper")
tensorflow = partial(Impostor, algorithm="adagrad_da", variant="tensorflow-2")

IMPOSTORS = [
    paper(
        name="last-gradient",
        clause="ADAGRADDA-1",
        wrong="the last gradient stands for the sum of them",
        source="mutation: AdaGrad without averaging",
        old="s.z + g,",
        new="0 * s.z + g,",
    ),
    paper(
        name="mean",
        clause="ADAGRADDA-1",
        wrong="the sum is the mean, which the paper writes, while the rest is written for sums",
        source="mutation: the paper's mean gradient in TensorFlow's formula",
        old="s.z + g,",
        new="s.z + (g - s.z) / t,",
    ),
    paper(
        name="absolute",
        clause="ADAGRADDA-2",
        wrong="moduli are summed, not squares",
        source="mutation: another norm",
        old="s.n + g * g",
        new="s.n + q.abs(g)",
    ),
    tensorflow(
        name="constant-threshold",
        clause="ADAGRADDA-3",
        wrong="the threshold does not grow with the number of steps",
        source="mutation: the threshold of FTRL",
        old="h.l1 * t",
        new="h.l1",
    ),
    tensorflow(
        name="counts-from-zero",
        clause="ADAGRADDA-3",
        wrong="steps are counted from zero",
        source="mutation: the global step of TensorFlow without the 1 that its optimizer adds",
        old="h.l1 * t",
        new="h.l1 * (t - 1)",
    ),
    paper(
        name="no-threshold",
        clause="ADAGRADDA-3",
        wrong="the L1 strength is accepted and not used",
        source="mutation: plain dual averaging",
        old="q.maximum(z - c.threshold, zero) - q.maximum(-z - c.threshold, zero)",
        new="z + 0 * c.threshold",
    ),
    tensorflow(
        name="constant-pull",
        clause="ADAGRADDA-4",
        wrong="the L2 strength does not grow with the number of steps",
        source="mutation: the denominator of FTRL",
        old="h.l2 * t * h.lr",
        new="h.l2 * h.lr",
    ),
    paper(
        name="eps-inside-root",
        clause="ADAGRADDA-4",
        wrong="delta is added under the root",
        source="mutation: the place of TensorFlow's start",
        old="q.sqrt(n) + c.pull + h.eps",
        new="q.sqrt(n + h.eps) + c.pull",
    ),
    paper(
        name="descends",
        clause="ADAGRADDA-5",
        wrong="the quotient is taken from the parameter, not put in its place",
        source="mutation: the form of AdaGrad",
        old='q("theta", -h.lr',
        new='q("theta", s.theta - h.lr',
    ),
    tensorflow(
        name="starts-at-zero",
        clause="ADAGRADDA-6",
        wrong="the sum of squares starts at zero, whatever the initial value",
        source="mutation: the start of the paper",
        old='start="initial_accumulator_value", ',
        new="",
    ),
]
