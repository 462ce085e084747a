"""Wrong FTRLs."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

ftrl = partial(Impostor, algorithm="ftrl", variant="paper")
keras = partial(Impostor, algorithm="ftrl", variant="keras-3.15")
tensorflow = partial(Impostor, algorithm="ftrl", variant="tensorflow-2")

IMPOSTORS = [
    tensorflow(
        name="shrinkage-once",
        clause="FTRL-1",
        wrong="shrinkage adds its strength times the parameter, not twice that",
        source="mutation: the derivative of half the square",
        old="g + 2 * h.l2_shrinkage * theta",
        new="g + h.l2_shrinkage * theta",
    ),
    keras(
        name="squares-the-shrinkage",
        clause="FTRL-2",
        wrong="the gradient is squared with the shrinkage in it",
        source="tensorflow/tensorflow #18317",
        old="s.n + g * g",
        new="s.n + d * d",
    ),
    ftrl(
        name="average",
        clause="FTRL-2",
        wrong="the squares are averaged, not summed",
        source="mutation: the second moment of Adam",
        old="s.n + g * g",
        new="q.average(q.number(Fraction(9, 10)), s.n, g * g)",
    ),
    ftrl(
        name="other-sign-of-sigma",
        clause="FTRL-3",
        wrong="what the steps so far stand for is added to the sum of gradients",
        source="tensorflow/tensorflow #3725, of the documentation",
        old="s.z + d - sigma * theta",
        new="s.z + d + sigma * theta",
    ),
    ftrl(
        name="sigma-without-rate",
        clause="FTRL-3",
        wrong="the difference of roots is not divided by the learning rate",
        source="mutation: a division left out",
        old="grown / h.lr",
        new="grown",
    ),
    ftrl(
        name="hard-threshold",
        clause="FTRL-4",
        wrong="what lies beyond the L1 strength is not brought nearer by it",
        source="mutation: the threshold of iterative hard thresholding",
        old="q.maximum(z - h.l1, zero) - q.maximum(-z - h.l1, zero)",
        new='q.where(q.abs(z), ">", h.l1, z, zero)',
    ),
    ftrl(
        name="no-l1",
        clause="FTRL-4",
        wrong="the L1 strength is accepted and not used",
        source="mutation: plain FTRL",
        old="q.maximum(z - h.l1, zero) - q.maximum(-z - h.l1, zero)",
        new="z + 0 * h.l1",
    ),
    ftrl(
        name="l2-is-l1",
        clause="FTRL-5",
        wrong="the L2 strength is that of L1",
        source="CNevd/libffm-ftrl PR#8",
        old='h.l2 if h.l2_counts == "once"',
        new='h.l1 if h.l2_counts == "once"',
    ),
    ftrl(
        name="beta-is-rate",
        clause="FTRL-5",
        wrong="beta is the learning rate",
        source="CNevd/libffm-ftrl PR#8",
        old="(h.beta + q.sqrt(n)) / h.lr",
        new="(h.lr + q.sqrt(n)) / h.lr",
    ),
    tensorflow(
        name="l2-once",
        clause="FTRL-5",
        wrong="the L2 strength counts once, as in the paper",
        source="tensorflow/tensorflow PR#47181, of the documentation",
        old="else 2 * h.l2,",
        new="else h.l2,",
    ),
    ftrl(
        name="l2-over-rate",
        clause="FTRL-5",
        wrong="the L2 strength is divided by the learning rate",
        source="mutation: parentheses in another place",
        old="(h.beta + q.sqrt(n)) / h.lr + c.lambda2",
        new="(h.beta + q.sqrt(n) + c.lambda2) / h.lr",
    ),
    ftrl(
        name="descends",
        clause="FTRL-6",
        wrong="the quotient is taken from the parameter, not put in its place",
        source="mutation: the form of all other optimizers",
        old='q("theta", -q.where',
        new='q("theta", theta - q.where',
    ),
    tensorflow(
        name="starts-at-zero",
        clause="FTRL-7",
        wrong="the sum of squares starts at zero, whatever the initial value",
        source="mutation: the start of the paper",
        old='start="initial_accumulator_value", ',
        new="",
    ),
]
