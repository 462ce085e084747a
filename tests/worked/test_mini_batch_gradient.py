"""Batches by hand, and what holds for all of them: samples 1, 5, -2 and 8 have the mean 3 and the variance 29/2."""

from fractions import Fraction as F
from itertools import combinations

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

SAMPLES = (F(1), F(5), F(-2), F(8))
MEAN = F(3)
VARIANCE = F(29, 2)


def gradient(batch, variant="paper"):
    """The gradient of the samples that `batch` lists."""
    mask = tuple(F(k in batch) for k in range(len(SAMPLES)))
    case = Case(
        name="worked",
        algorithm="mini_batch_gradient",
        variant=variant,
        hyper={},
        shapes=((1,),),
        params=((F(0),),),
        gradients=(((*SAMPLES, *mask),),),
    )
    (moment,) = follow(case, Rational())
    return next(iter(moment.states[0]["theta"]))


@pytest.mark.parametrize(
    ("variant", "batch", "expected"),
    [
        ("paper", (0, 1, 2, 3), 3),
        ("paper", (3,), 8),
        ("paper", (0, 2, 3), F(7, 3)),
        ("pytorch-2.13", (1, 2), F(3, 2)),
        ("pytorch-2.13-sum", (1, 2), 3),
        ("welling-2011", (1, 2), 6),
        ("paper", (), 0),
    ],
)
def test_of_a_batch(variant, batch, expected):
    assert gradient(batch, variant) == expected


@pytest.mark.parametrize("partition", [((0,), (1,), (2,), (3,)), ((0, 3), (1, 2)), ((0, 1, 2), (3,)), ((0, 1, 2, 3),)])
def test_means_weighted_by_their_sizes_make_the_full_gradient(partition):
    assert sum(len(batch) * gradient(batch) for batch in partition) / len(SAMPLES) == MEAN
    assert sum(gradient(batch, "pytorch-2.13-sum") for batch in partition) == len(SAMPLES) * MEAN


def test_means_of_unequal_batches_do_not():
    """Of 1, 5, -2 and of 8: (4/3 + 8) / 2 is not 3."""
    assert (gradient((0, 1, 2)) + gradient((3,))) / 2 == F(14, 3)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_the_mean_over_all_batches_of_a_size_is_the_full_gradient(size):
    """And their variance is that of the samples times (N - m) / (m (N - 1)): it falls with the size, down to 0."""
    n, found = len(SAMPLES), [gradient(batch) for batch in combinations(range(len(SAMPLES)), size)]
    scaled = [gradient(batch, "welling-2011") for batch in combinations(range(len(SAMPLES)), size)]

    assert sum(found) / len(found) == MEAN
    assert sum(scaled) / len(scaled) == n * MEAN
    assert sum((x - MEAN) ** 2 for x in found) / len(found) == VARIANCE * F(n - size, size * (n - 1))
