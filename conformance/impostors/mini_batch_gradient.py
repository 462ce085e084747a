"""Wrong gradients of batches."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

batch = partial(Impostor, algorithm="mini_batch_gradient", variant="paper")
share = partial(Impostor, algorithm="mini_batch_gradient", variant="welling-2011")
total = partial(Impostor, algorithm="mini_batch_gradient", variant="pytorch-2.13-sum")

IMPOSTORS = [
    batch(
        name="padding-counts",
        clause="MINI-BATCH-GRADIENT-1",
        wrong="samples that are not in the batch count with their gradients",
        source="mutation: padding that no mask takes out of the loss",
        old="s.m4 * s.g4",
        new="s.g4",
    ),
    batch(
        name="every-other-sample",
        clause="MINI-BATCH-GRADIENT-1",
        wrong="a sample is left out where the one before it is in the batch",
        source="mutation: an iterator that is advanced twice",
        old="s.m2 * s.g2",
        new="(1 - s.m1) * s.m2 * s.g2",
    ),
    batch(
        name="full-size-divides",
        clause="MINI-BATCH-GRADIENT-2",
        wrong="a batch that is smaller than the others is divided by their size",
        source="SewoongLab/spectre-defense #3; modelscope/ms-swift PR#10084",
        old="q.maximum(count, q.number(1))",
        new="len(SAMPLES)",
    ),
    batch(
        name="sum-not-mean",
        clause="MINI-BATCH-GRADIENT-2",
        wrong="the gradients are summed, so that the learning rate grows with the batch",
        source="NVIDIA-NeMo/Speech #274, on micro-batches",
        old="total / q.maximum(count, q.number(1))",
        new="total",
    ),
    batch(
        name="one-less-divides",
        clause="MINI-BATCH-GRADIENT-2",
        wrong="the sum is divided by one less than the size of the batch",
        source="mutation: the divisor of a variance",
        old="q.maximum(count, q.number(1))",
        new="q.maximum(count - 1, q.number(1))",
    ),
    share(
        name="not-scaled-up",
        clause="MINI-BATCH-GRADIENT-3",
        wrong="the mean over the batch stands for the sum over the data set, against which a prior is weighed",
        source="mutation of Welling & Teh (2011)",
        old='len(SAMPLES) * mean if h.divisor == "share" else mean',
        new="mean",
    ),
    share(
        name="share-of-the-batch",
        clause="MINI-BATCH-GRADIENT-3",
        wrong="the sum of the batch is scaled up by the number of samples without a division by its size",
        source="mutation of Welling & Teh (2011)",
        old="len(SAMPLES) * mean",
        new="len(SAMPLES) * total",
    ),
    total(
        name="divided-all-the-same",
        clause="MINI-BATCH-GRADIENT-3",
        wrong="the sum is divided by the number of samples there are",
        source="mutation",
        old='q("theta", total, ',
        new='q("theta", total / len(SAMPLES), ',
    ),
]
