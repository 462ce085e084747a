"""Cases for batches: the full batch, single samples, two partitions, and a batch that is empty."""

from goldstep.golden.inputs import Inputs

SAMPLES = ((0.5, -1.0, 24.0), (6.0, -0.25, 2**-7), (-2.0, 1.5, 0.0), (0.375, 3.0, -8.0))
BATCHES = ((1, 1, 1, 1), (0, 1, 0, 0), (1, 0, 1, 0), (0, 1, 0, 1), (1, 1, 1, 0), (0, 0, 0, 1), (0, 0, 0, 0))
DECIMALS = ((0.1, -2.3), (0.7, 0.02), (-0.4, 1.1), (0.9, -0.03))


def inputs(samples, batches):
    """Each step has the same samples; a batch says which of them it takes, for one parameter of rank 1."""
    size = len(samples[0])
    gradients = tuple(x for sample in samples for x in sample)
    rows = tuple(gradients + tuple(float(m) for m in batch for _ in range(size)) for batch in batches)
    return Inputs(shapes=((size,),), params=((0.0,) * size,), gradients=tuple((row,) for row in rows))


CASES = [
    *inputs(SAMPLES, BATCHES).cases(
        "batches",
        "mini_batch_gradient",
        "paper pytorch-2.13-sum welling-2011",
        {},
        about="all samples, one, two partitions of unequal and of equal size, and no sample",
    ),
    *inputs(DECIMALS, ((1, 1, 1, 1), (1, 0, 1, 1), (0, 1, 0, 0))).cases(
        "decimal", "mini_batch_gradient", "paper", {}, about="decimal gradients, and a batch of three"
    ),
]
