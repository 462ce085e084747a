"""Reduction on a plateau by hand."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

COMMON = {"lr": 1, "factor": F(1, 2), "patience": 2, "threshold": F(1, 16), "cooldown": 0}
OF = {
    "pytorch-2.13": {"min_lr": 0, "eps": 0},
    "pytorch-2.13-max": {"min_lr": 0, "eps": 0},
    "pytorch-2.13-abs": {"min_lr": 0, "eps": 0},
    "pytorch-2.13-max-abs": {"min_lr": 0, "eps": 0},
    "keras-3.15": {"min_lr": 0},
    "optax-0.2.8": {"atol": 0, "min_scale": 0},
}


def run(variant, metrics, **hypers):
    case = Case(
        name="worked",
        algorithm="reduce_on_plateau",
        variant=variant,
        hyper={name: F(value) for name, value in {**COMMON, **OF[variant], **hypers}.items()},
        shapes=((),),
        params=((F(hypers.get("lr", 1)),),),
        gradients=tuple(((F(metric),),) for metric in metrics),
    )
    return [{name: x.items[0] for name, x in moment.states[0].items()} for moment in follow(case, Rational())]


def drops(states):
    """The numbers of the steps after which the learning rate is less than before."""
    rates = [F(1), *(state["theta"] for state in states)]
    return [t for t in range(1, len(rates)) if rates[t] < rates[t - 1]]


@pytest.mark.parametrize(
    ("variant", "cooldown", "expected"),
    [
        ("pytorch-2.13", 0, [4, 7, 10]),
        ("keras-3.15", 0, [3, 5, 7, 9]),
        ("optax-0.2.8", 0, [3, 5, 7, 9]),
        ("pytorch-2.13", 2, [4, 9]),
        ("keras-3.15", 2, [3, 6, 9]),
        ("optax-0.2.8", 2, [3, 7]),
    ],
)
def test_a_metric_that_stands_still(variant, cooldown, expected):
    """The first metric is the best; PyTorch bears two more and the others one more, and Keras's cooldown is shorter."""
    assert drops(run(variant, [1] * 10, cooldown=cooldown)) == expected


@pytest.mark.parametrize("cooldown", [0, 1])
def test_the_table_of_a_pytorch_report(cooldown):
    """pytorch/pytorch #2545: ten equal metrics, a factor of 1/10 and a patience of 2."""
    rates = [state["theta"] for state in run("pytorch-2.13", [0] * 10, cooldown=cooldown, factor=F(1, 10))]
    tables = ([1] * 3 + [F(1, 10)] * 3 + [F(1, 100)] * 3 + [F(1, 1000)], [1] * 3 + [F(1, 10)] * 4 + [F(1, 100)] * 3)
    assert rates == tables[cooldown]


@pytest.mark.parametrize(("variant", "just_enough"), [("pytorch-2.13", F(59, 8)), ("pytorch-2.13-abs", F(63, 8))])
def test_what_is_an_improvement(variant, just_enough):
    """Below 8: 15/16 of it, or 1/16 less. A metric at the bar is none."""
    bar = F(15, 2) if variant == "pytorch-2.13" else F(127, 16)
    assert [state["best"] for state in run(variant, [8, bar, just_enough])] == [8, 8, just_enough]


def test_a_metric_that_is_to_grow():
    """Above 8: 17/16 of it, or 1/16 more."""
    assert [state["best"] for state in run("pytorch-2.13-max", [8, F(17, 2), 9])] == [8, 8, 9]
    assert [state["best"] for state in run("pytorch-2.13-max-abs", [8, F(129, 16), F(65, 8)])] == [8, 8, F(65, 8)]
    assert [state["best"] for state in run("pytorch-2.13-max-abs", [-8, F(-127, 16), -7])] == [-8, -8, -7]


def test_a_negative_metric_that_gets_worse_counts_as_better():
    """The bar is 15/16 of -8, which is -7.5, and -7.75 lies below it."""
    states = run("pytorch-2.13", [-8, F(-31, 4)])
    assert [state["best"] for state in states] == [-8, F(-31, 4)]
    assert [state["bad"] for state in states] == [0, 0]


def test_the_floor_and_the_least_reduction():
    """From 1 to 1/2 to the floor of 3/8; 1/8 less is not more than an epsilon of 1/8, and is not made."""
    hypers = {"patience": 0, "min_lr": F(3, 8)}
    assert [s["theta"] for s in run("pytorch-2.13", [1] * 4, **hypers)] == [1, F(1, 2), F(3, 8), F(3, 8)]
    assert [s["theta"] for s in run("pytorch-2.13", [1] * 4, eps=F(1, 8), **hypers)] == [1] + [F(1, 2)] * 3


def test_an_improvement_during_a_cooldown_is_kept():
    states = run("pytorch-2.13", [8, 8, 4, 5, 5], patience=0, cooldown=1)
    assert [state["best"] for state in states] == [8, 8, 4, 4, 4]
    assert drops(states) == [2, 4]


@pytest.mark.parametrize("variant", ["keras-3.15", "optax-0.2.8"])
def test_no_patience_reduces_at_every_step_without_an_improvement(variant):
    assert drops(run(variant, [8, 8, 8, 4, 4], patience=0)) == [2, 3, 5]
