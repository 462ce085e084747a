"""Cases for batch-norm statistics: two layers, batches of four samples, old statistics to be forgotten.

Where the momentum is exact, the samples are quarters, so that a third of a sum of squares, where it ends, ends soon.
"""

from goldstep.golden.inputs import DECIMAL, SPIKE, Inputs


def _batches(inputs: Inputs) -> Inputs:
    """Batches of four of the tensors, each batch beginning one later than the one before."""
    rows = inputs.gradients * 2
    batches = list(zip(rows, rows[1:], rows[2:], rows[3:], strict=False))[: len(inputs.gradients)]
    joined = tuple(tuple(sum(samples, ()) for samples in zip(*batch, strict=True)) for batch in batches)
    return Inputs(inputs.shapes, inputs.params, joined)


QUARTERS = _batches(
    Inputs(
        shapes=((4,), (1, 2)),
        params=((1.0, -2.0, 0.0, 0.5), (0.0, 3.0)),
        gradients=(
            ((0.5, -1.0, 0.25, 0.0), (6.0, -0.25)),
            ((24.0, 1.25, -0.5, 0.0), (3.0, -0.75)),
            ((0.75, -1.75, 0.25, 2.0), (1.5, -1.25)),
            ((-0.5, 1.5, 0.0, 0.0), (0.75, 1.0)),
            ((1.25, -2.5, 0.75, -3.0), (-2.25, 0.5)),
            ((-0.25, 0.75, 1.0, 0.0), (0.5, 2.0)),
        ),
    )
)

CASES = [
    *_batches(SPIKE).cases(
        "one-pass", "batch_norm_statistics", "pytorch-2.13", {}, about="one pass over eight batches"
    ),
    *QUARTERS.cases(
        "momentum",
        "batch_norm_statistics",
        "pytorch-2.13-momentum keras-3.15",
        {"momentum": 2**-2},
        changes={4: {"momentum": 2**-3}},
        about="six batches of training, with half the momentum from step 4 on",
    ),
    *_batches(DECIMAL).cases(
        "decimal",
        "batch_norm_statistics",
        "pytorch-2.13-momentum",
        {"momentum": 0.1},
        about="the customary decimal momentum",
    ),
]
