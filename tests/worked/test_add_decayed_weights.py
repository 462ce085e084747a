"""Weight decay in the gradient by hand: gradients 3 and -1, weights 4 and 8, a quarter of them as decay, limit 2."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

LIMIT = {"limit": F(2)}


@pytest.mark.parametrize(
    ("variant", "more", "expected"),
    [
        ("optax-0.2.8", {}, [4, 1]),
        ("pytorch-2.13", {}, [4, 1]),
        ("optax-0.2.8-clipped-before", LIMIT, [2 + 1, -1 + 2]),
        ("optax-0.2.8-clipped-after", LIMIT, [2, 1]),
        ("pytorch-2.13-clipped", LIMIT, [2, 1]),
    ],
)
def test_decay_and_limit(variant, more, expected):
    case = Case(
        name="worked",
        algorithm="add_decayed_weights",
        variant=variant,
        hyper={"weight_decay": F(1, 4), **more},
        shapes=((2,),),
        params=((F(0), F(0)),),
        gradients=(((F(3), F(-1), F(4), F(8)),),),
    )
    (moment,) = follow(case, Rational())
    assert list(moment.states[0]["theta"]) == expected


@pytest.mark.parametrize("variant", ["pytorch-2.13", "keras-3.15"])
def test_with_plain_sgd_it_is_decoupled_decay(variant):
    """4 - 1/5 (3 + 1/4 * 4) = (1 - 1/20) 4 - 1/5 * 3: coupled in PyTorch, decoupled in Keras."""
    case = Case(
        name="worked",
        algorithm="sgd",
        variant=variant,
        hyper={"lr": F(1, 5), "weight_decay": F(1, 4)},
        shapes=((1,),),
        params=((F(4),),),
        gradients=(((F(3),),),),
    )
    (moment,) = follow(case, Rational())
    assert list(moment.states[0]["theta"]) == [F(16, 5)]
