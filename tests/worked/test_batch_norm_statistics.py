"""Batch-norm statistics by hand, in exact fractions.

The batches (1, 3, 3, 5) and (0, 0, 0, 4) have the means 3 and 1, and the sums of squares around them 4 + 4 = 8 and
1 + 1 + 1 + 9 = 12: unbiased variances 8/3 and 4, biased ones 2 and 3.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

BATCHES = ((1, 3, 3, 5), (0, 0, 0, 4))


def run(variant, *, theta=0, **hyper):
    """Running mean and running variance after each batch of one feature."""
    case = Case(
        name="worked",
        algorithm="batch_norm_statistics",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple((tuple(map(F, batch)),) for batch in BATCHES),
    )
    after = [moment.states[0] for moment in follow(case, Rational())]
    return [(state["theta"].items[0], state["v"].items[0]) for state in after]


@pytest.mark.parametrize("variant", ["paper", "pytorch-2.13"])
def test_one_pass_is_the_mean_over_the_batches(variant):
    """(3 + 1) / 2 and (8/3 + 4) / 2, whatever was there before."""
    assert run(variant, theta=77) == [(3, F(8, 3)), (2, F(10, 3))]


def test_momentum():
    """8 and 1 become 6 + 3/4 and 3/4 + 2/3, and then three quarters of these plus 1/4 and 1."""
    first = (F(27, 4), F(17, 12))

    assert run("pytorch-2.13-momentum", theta=8, momentum=F(1, 4)) == [first, (F(85, 16), F(33, 16))]


def test_biased_variance():
    """3/4 + 2/4 and then three quarters of it plus 3/4."""
    variances = [v for _, v in run("keras-3.15", momentum=F(1, 4))]

    assert variances == [F(5, 4), F(27, 16)]
