"""Wrong batch-norm statistics."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

statistics = partial(Impostor, algorithm="batch_norm_statistics", variant="pytorch-2.13")
momentum = partial(Impostor, algorithm="batch_norm_statistics", variant="pytorch-2.13-momentum")

IMPOSTORS = [
    statistics(
        name="momentum-of-zero",
        clause="BATCH-NORM-STATISTICS-1",
        wrong="a momentum of 0 stands where None should ask for the mean over the batches, so nothing moves",
        source="Lightning-AI/pytorch-lightning #14866",
        old="q.number(1) / q.number(t)",
        new="q.number(0) / q.number(t)",
    ),
    momentum(
        name="momentum-of-the-old",
        clause="BATCH-NORM-STATISTICS-1",
        wrong="the momentum is the weight of the statistics before, not of the new batch",
        source="d2l-ai/d2l-en PR#2213, ludwig-ai/ludwig PR#2100",
        old="else h.momentum",
        new="else 1 - h.momentum",
    ),
    statistics(
        name="statistics-of-one-device",
        clause="BATCH-NORM-STATISTICS-2",
        wrong="the mean is that of the part of the batch which one device has",
        source="torch.nn.DataParallel, as vacancy/Synchronized-BatchNorm-PyTorch says why it exists",
        old="(s.x1 + s.x2 + s.x3 + s.x4) / 4",
        new="(s.x1 + s.x2) / 2",
    ),
    momentum(
        name="biased-variance",
        clause="BATCH-NORM-STATISTICS-3",
        wrong="the squares are divided by the number of samples, not by one less",
        source="tinygrad/tinygrad PR#807, tenstorrent/tt-metal #55438, ml-explore/mlx PR#3817",
        old="3 if h.variance",
        new="4 if h.variance",
    ),
    statistics(
        name="mean-of-squares",
        clause="BATCH-NORM-STATISTICS-3",
        wrong="the mean is not subtracted before the samples are squared",
        source="COGMAR/RotEqNet PR#2, kept there on purpose",
        old="d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4",
        new="s.x1 * s.x1 + s.x2 * s.x2 + s.x3 * s.x3 + s.x4 * s.x4",
    ),
    statistics(
        name="share-added",
        clause="BATCH-NORM-STATISTICS-4",
        wrong="the share is added to the move of the mean, which it should scale",
        source="RLE-Foundation/rllte #47",
        old="q.mixed(s.theta, mean, c.share)",
        new="s.theta + (mean - s.theta) + c.share",
    ),
    momentum(
        name="standard-deviation-kept",
        clause="BATCH-NORM-STATISTICS-5",
        wrong="the running average is one of standard deviations",
        source="soumith/cudnn.torch PR#109, where running_var holds the inverse of one",
        old="q.mixed(s.v, variance, c.share)",
        new="(1 - c.share) * s.v + c.share * q.sqrt(variance)",
    ),
    momentum(
        name="variance-starts-at-zero",
        clause="BATCH-NORM-STATISTICS-6",
        wrong="the running variance begins at 0",
        source="ShusenTang/Dive-into-DL-PyTorch, section 5.10",
        old="start=Fraction(1), ",
        new="",
    ),
]
