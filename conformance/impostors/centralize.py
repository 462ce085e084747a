"""Wrong centralizations."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

centralize = partial(Impostor, algorithm="centralize", variant="paper")

IMPOSTORS = [
    centralize(
        name="wrong-axis",
        clause="CENTRALIZE-1",
        wrong="the mean is taken over the outputs, for each input",
        source="optax.centralize, where it is given the kernels of Flax, which have a column an output",
        old='h.outputs == "rows"',
        new='h.outputs == "columns"',
    ),
    centralize(
        name="one-mean-for-all",
        clause="CENTRALIZE-1",
        wrong="one mean is taken over the whole matrix",
        source="mutation: a mean without an axis",
        old="s.g - q.spread_rows(mean, s.shape)",
        new="s.g - q.mean(s.g, s.shape)",
    ),
    centralize(
        name="mean-added",
        clause="CENTRALIZE-1",
        wrong="the mean is added",
        source="mutation",
        old="s.g - q.spread_rows",
        new="s.g + q.spread_rows",
    ),
    centralize(
        name="sum-for-mean",
        clause="CENTRALIZE-1",
        wrong="the sum of a row is subtracted",
        source="mutation",
        old="q.row_means",
        new="q.row_sums",
    ),
    centralize(
        name="unbiased-mean",
        clause="CENTRALIZE-1",
        wrong="the sum of a row is divided by one less than its length",
        source="mutation: the divisor of a variance",
        old="q.row_means(s.g, s.shape)",
        new="q.row_sums(s.g, s.shape) / max(s.shape[1] - 1, 1)",
    ),
    centralize(
        name="no-effect",
        clause="CENTRALIZE-1",
        wrong="the mean is worked out and not used",
        source="mutation: an operation in place on a copy",
        old="s.g - q.spread_rows(mean, s.shape)",
        new="s.g",
    ),
    centralize(
        name="vectors-too",
        clause="CENTRALIZE-2",
        wrong="the mean of a vector is subtracted, so that biases move by differences only",
        source="mutation: the condition on the number of axes left out",
        old='q("theta", s.g, "CENTRALIZE-2")',
        new='q("theta", s.g - q.mean(s.g, s.shape), "CENTRALIZE-2")',
    ),
]
