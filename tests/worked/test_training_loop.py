"""A training loop by hand, in exact fractions, for one weight.

Where epsilon and both decay rates are 0, an update of AdamW is the sign of the gradient:
theta = (1 - rate decay) theta - rate sign(g).
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

SIGNS = {"beta1": 0, "beta2": 0, "eps": 0}
PLAIN = {"lr": F(1, 2), "weight_decay": 0, "max_norm": 100, "every": 2, "warmup": 0, "length": 2, "ema_decay": F(1, 2)}
UNSCALED = {**PLAIN, **SIGNS}
SCALED = {**UNSCALED, "scale_exponent": 3}
TORCH, OPTAX, KERAS = "pytorch-2.13", "optax-0.2.8", "keras-3.15"


def run(variant, batches, theta=1, **hyper):
    """The quantities of each micro-step; a batch is a curvature and a target."""
    case = Case(
        name="worked",
        algorithm="training_loop",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(a), F(b)),) for a, b in batches),
    )
    return [
        {name: x if isinstance(x, F) else next(iter(x)) for name, x in {**c.values, **q.values}.items()}
        for c, q in ((m.coefficients[0], m.quantities[0]) for m in follow(case, Rational()))
    ]


def each(name, moments):
    return [moment[name] for moment in moments]


@pytest.mark.parametrize("variant", [TORCH, OPTAX])
def test_a_window_is_a_batch(variant):
    """Gradients 2 (1 - 3) = -4 and 1 (1 - 2) = -1 of the unscaled losses: their mean is -5/2."""
    one, two = run(variant, [(2, 3), (1, 2)], **{**SCALED, "lr": 0, "beta1": F(1, 2), "beta2": F(3, 4)})

    assert two["mean"] == F(-5, 2)
    assert (one["m"], two["m"], two["v"]) == (0, F(-5, 4), F(25, 16))
    assert (one["theta"], two["theta"], two["acc"]) == (1, 1, 0)


def test_what_is_gathered_in_between():
    """The gradient of the first micro-batch is -4, that of its scaled loss -32."""
    assert each("acc", run(TORCH, [(2, 3), (1, 2)], **SCALED)) == [-16, 0]
    assert each("acc", run(OPTAX, [(2, 3), (1, 2)], **SCALED)) == [-32, 0]
    assert each("acc", run(KERAS, [(2, 3), (1, 2)], **UNSCALED)) == [-4, 0]


def test_the_limit_is_for_the_mean():
    """Of gradients 6 and -4 each is longer than 2, and their mean 1 is not; 6 and 2 give 4, which is cut to 2."""
    batches = [(6, 0), (4, 2), (3, -1), (1, -1)]
    moments = run(OPTAX, batches, **{**SCALED, "lr": 0, "max_norm": 2})

    assert (moments[1]["mean"], moments[1]["clipped"]) == (1, 1)
    assert (moments[3]["mean"], moments[3]["clipped"]) == (4, 2)


def test_torch_adds_a_millionth_to_the_norm():
    moments = run(TORCH, [(4, 0), (4, 0)], **{**SCALED, "lr": 0, "max_norm": 2})
    assert moments[1]["clipped"] == 4 * F(2) / (4 + F(1, 10**6))


def test_warm_up_and_cosine():
    """Two updates up, from 0, and two down: 0, 1/4, 1/2, 1/4, 0, and then up again or at rest."""
    hyper = {**SCALED, "warmup": 2, "every": 1}
    up_and_down = [0, F(1, 4), F(1, 2), F(1, 4), 0]

    assert each("rate", run(TORCH, [(1, 0)] * 7, theta=99, **hyper)) == [*up_and_down, F(1, 4), F(1, 2)]
    assert each("rate", run(OPTAX, [(1, 0)] * 7, theta=99, **hyper)) == [*up_and_down, 0, 0]


def test_who_counts_what():
    """With windows of two, updates are micro-steps 2 and 4; the schedule of Keras has e = 1 and 3 there."""
    hyper = {"warmup": 4, "length": 9}

    assert each("rate", run(TORCH, [(1, 0)] * 4, theta=9, **{**SCALED, **hyper}))[1::2] == [0, F(1, 8)]
    assert each("rate", run(KERAS, [(1, 0)] * 4, theta=9, **{**UNSCALED, **hyper}))[1::2] == [F(1, 8), F(3, 8)]


def test_each_update_decays_once_and_by_its_own_rate():
    """Rates 1/2 and 1/4 with decay 1/5: 9 becomes 9 (1 - 1/10) - 1/2 = 38/5, and that 38/5 (1 - 1/20) - 1/4."""
    path = each("theta", run(TORCH, [(1, 0)] * 4, theta=9, **{**SCALED, "weight_decay": F(1, 5)}))

    assert path == [9, F(38, 5), F(38, 5), F(38, 5) * F(19, 20) - F(1, 4)]


def test_adam_counts_updates():
    """beta1 = 1/2 and gradients 3 in each window: m = 3/2 and 9/4, corrected by 1/2 and 3/4."""
    moments = run(TORCH, [(3, 0), (3, 0)] * 2, **{**SCALED, "lr": 0, "beta1": F(1, 2)})

    assert each("bias1", moments) == [F(1, 2), F(1, 2), F(3, 4), F(3, 4)]
    assert (moments[1]["m"], moments[3]["m"]) == (F(3, 2), F(9, 4))
    assert (moments[1]["update"], moments[3]["update"]) == (1, 1)


class TestAverage:
    """Weights 9, then 17/2 and 33/4 after the updates."""

    def test_of_torch_begins_with_the_first_update(self):
        average = each("ema", run(TORCH, [(1, 0)] * 4, theta=9, **SCALED))
        assert average == [9, F(17, 2), F(17, 2), (F(17, 2) + F(33, 4)) / 2]

    def test_of_optax_begins_with_the_weights_before(self):
        average = each("ema", run(OPTAX, [(1, 0)] * 4, theta=9, **SCALED))
        assert average == [9, F(35, 4), F(35, 4), (F(35, 4) + F(33, 4)) / 2]

    def test_of_keras_moves_at_each_micro_step(self):
        """Rates 1/2 at the second micro-step and 1/8 at the fourth: weights 9, 17/2 and 67/8."""
        average = each("ema", run(KERAS, [(1, 0)] * 5, theta=9, **{**UNSCALED, "warmup": 1, "length": 3}))
        third = (F(17, 2) + F(67, 8)) / 2
        assert average == [9, F(17, 2), F(17, 2), third, (third + F(67, 8)) / 2]


def test_a_window_cut_short_moves_nothing():
    moments = run(TORCH, [(1, 0)] * 3, theta=9, **SCALED)
    assert moments[2]["theta"] == moments[1]["theta"]
    assert moments[2]["acc"] == 8 * F(17, 2) / 2
