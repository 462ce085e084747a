"""Warm-up, stable, decay by hand.

Two steps up, two level, then a decay from 8. In four steps down, linear: 8, 6, 4, 2, 0; with the root, which is 1/2 at
the first of four, 8, 4, then irrational, 0 at the end. With a least part of 1/2 and three steps of a cosine, which goes
through 3/4 and 1/4: 8, 7, 5, 4. Halved in one step: 8, 4, 2, 1.
"""

from fractions import Fraction as F

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

UP = {"lr": 8, "warmup": 2, "stable": 2}


def rates(variant, steps, **hyper):
    """The learning rate of each step, in exact fractions."""
    case = Case(
        name="worked",
        algorithm="warmup_stable_decay_lr",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((),),
        params=((F(hyper["lr"]),),),
        gradients=(((),),) * steps,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


def test_a_decay_that_halves():
    assert rates("paper", 8, **UP, half_life=1) == [0, 4, 8, 8, 8, 4, 2, 1]


def test_linear():
    assert rates("optax-0.2.8-linear", 10, **UP, decay=4, ratio=0) == [0, 4, 8, 8, 8, 6, 4, 2, 0, 0]


def test_transformers_begins_at_the_least_rate_too():
    got = rates("transformers-5.18-linear", 10, **UP, decay=4, ratio=F(1, 2))
    assert got == [4, 6, 8, 8, 8, 7, 6, 5, 4, 4]


def test_cosine():
    assert rates("optax-0.2.8-cosine", 9, **UP, decay=3, ratio=F(1, 2)) == [0, 4, 8, 8, 8, 7, 5, 4, 4]
    assert rates("transformers-5.18-cosine", 9, **UP, decay=3, ratio=F(1, 2)) == [4, 6, 8, 8, 8, 7, 5, 4, 4]


def test_one_minus_the_root():
    """After one of four steps the root is 1/2."""
    assert rates("transformers-5.18-sqrt", 6, **UP, decay=4, ratio=0) == [0, 4, 8, 8, 8, 4]
    assert rates("transformers-5.18-sqrt", 7, **UP, decay=1, ratio=F(1, 8)) == [1, F(9, 2), 8, 8, 8, 1, 1]


def test_torch_has_a_first_step_that_is_not_zero():
    assert rates("pytorch-2.13", 10, **UP, decay=4, ratio=0) == [4, 8, 8, 8, 8, 6, 4, 2, 0, 0]
    assert rates("pytorch-2.13", 10, **UP, decay=4, ratio=F(1, 2)) == [4, 8, 8, 8, 8, 7, 6, 5, 4, 4]
