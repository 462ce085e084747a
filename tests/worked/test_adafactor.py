"""Adafactor by hand: rational numbers where every root is one, and no tolerance.

The gradient diag(3, 4) has squares whose rows and columns sum to 9 and 16, so that R C / 25 is the square of
[[9, 12], [12, 16]] / 5, and the update [[5/3, 0], [0, 5/4]] has the root mean square 25/24. With a decay rate
exponent of 1 the statistics are plain averages over all steps.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": F(1, 8), "decay_rate": F(1), "clip": F(1), "eps1": F(0), "eps2": F(1, 4)}
DECAY = {**PLAIN, "weight_decay": F(1, 2)}
MOMENTUM = {"beta1": F(3, 4), "beta2_cap": F(1)}
DIAGONAL = (F(3), F(0), F(0), F(4))


def run(variant, gradients, *, theta=(F(0),), shape=None, changes=None, arithmetic=None, **hyper):
    """The state and the quantities of each step, as lists of elements, for one parameter."""
    case = Case(
        name="worked",
        algorithm="adafactor",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=(shape or (len(theta),),),
        params=(tuple(F(x) for x in theta),),
        gradients=tuple((tuple(F(x) for x in g),) for g in gradients),
        changes=changes or {},
    )
    return [{**m.quantities[0].values, **m.states[0]} for m in follow(case, arithmetic or Rational())]


class TestMatrix:
    @pytest.mark.parametrize("variant", ["paper", "mlx-0.32"])
    def test_sums_and_means_give_the_same_update(self, variant):
        hyper = PLAIN if variant == "paper" else {**PLAIN, "weight_decay": 0}
        (one,) = run(variant, [DIAGONAL], theta=[0] * 4, shape=(2, 2), **hyper)

        scale = 1 if variant == "paper" else F(1, 2)
        assert list(one["r"]) == list(one["c"]) == [9 * scale, 16 * scale]
        assert list(one["v_hat"]) == [F(81, 25), F(144, 25), F(144, 25), F(256, 25)]
        assert list(one["u"]) == [F(5, 3), 0, 0, F(5, 4)]

    def test_is_clipped_to_a_root_mean_square_of_one(self):
        (one,) = run("paper", [DIAGONAL], theta=[0] * 4, shape=(2, 2), **PLAIN)

        assert list(one["u_clipped"]) == [F(8, 5), 0, 0, F(6, 5)]
        assert list(one["theta"]) == [-F(1, 32) * F(8, 5), 0, 0, -F(1, 32) * F(6, 5)]

    @pytest.mark.parametrize(("clip", "first"), [(F(25, 24), F(5, 3)), (F(4), F(5, 3))])
    def test_is_left_alone_up_to_the_threshold(self, clip, first):
        (one,) = run("paper", [DIAGONAL], theta=[0] * 4, shape=(2, 2), **{**PLAIN, "clip": clip})

        assert list(one["u_clipped"]) == [first, 0, 0, F(5, 4)]

    def test_rank_one_is_kept_exactly(self):
        """Squares that are an outer product are their own factors: the first update is the sign of the gradient."""
        (one,) = run("paper", [(1, -2, 3, 2, -4, 6)], theta=[0] * 6, shape=(2, 3), **PLAIN)

        assert list(one["r"]) == [14, 56]
        assert list(one["c"]) == [5, 20, 45]
        assert list(one["u"]) == [1, -1, 1, 1, -1, 1]

    def test_floors_of_torch(self):
        """mean(R) = 25/4 below the floor 9, then R C / 9; an element below 9^2 is divided by 9."""
        floor = {**DECAY, "eps1": 9}
        (one,) = run("pytorch-2.13", [DIAGONAL], theta=[0] * 4, shape=(2, 2), **floor)

        assert one["whole"] == 9
        assert list(one["v_hat"]) == [F(9, 4), 4, 4, F(64, 9)]
        assert list(one["u"]) == [F(1, 3), 0, 0, F(4, 9)]


class TestVector:
    def test_eps_is_added_to_the_square(self):
        """sqrt(3^2 + 16) = 5."""
        (one,) = run("paper", [[3]], **{**PLAIN, "eps1": 16})

        assert list(one["u"]) == [F(3, 5)]

    @pytest.mark.parametrize(("g", "u"), [(3, F(3, 4)), (5, 1), (-3, -F(3, 4))])
    def test_eps_is_a_floor_in_torch(self, g, u):
        (one,) = run("pytorch-2.13", [[g]], **{**DECAY, "eps1": 4})

        assert list(one["u"]) == [u]

    @pytest.mark.parametrize(("clip", "moved"), [(F(1), F(1)), (F(5, 4), F(5, 4)), (F(3, 2), F(7, 5))])
    def test_clipping_on_both_sides(self, clip, moved):
        """V_2 = (1 + 49) / 2, so that the second update is 7/5 before clipping."""
        hyper = {**DECAY, "weight_decay": 0, "clip": clip}
        one, two = run("optax-0.2.8", [[1], [7]], **hyper)

        assert list(two["v"]) == [25]
        assert list(two["u_clipped"]) == [moved]
        assert list(two["theta"]) == [-F(1, 8) * F(1, 4) * (1 + moved)]
        assert list(one["theta"]) == [-F(1, 8) * F(1, 4)]

    def test_a_decay_rate_exponent_of_one_averages_over_all_steps(self):
        gradients = [[3], [1], [F(1, 2)], [-2]]
        with Arb(256) as arb:
            moments = run("paper", gradients, arithmetic=arb, **PLAIN)
            for t, moment in enumerate(moments, 1):
                (v,) = moment["v"]
                low, high = arb.enclosure(v)
                assert low <= sum(F(g) ** 2 for (g,) in gradients[:t]) / t <= high

    def test_the_cap_ends_the_average(self):
        """1 - 1/3 is above the cap 1/2, so that from step 3 on the new square counts half: V_3 = (25 + 9) / 2."""
        hyper = {**DECAY, "weight_decay": 0, "beta1": 0, "beta2_cap": F(1, 2)}
        moments = run("pytorch-optimizer-4.1", [[1], [7], [5], [-5]], **hyper)

        assert [list(m["v"]) for m in moments] == [[1], [25], [25], [25]]
        with Arb(256) as arb:
            *_, last = run("pytorch-optimizer-4.1", [[1], [7], [3]], arithmetic=arb, **hyper)
            assert [arb.enclosure(x) for x in last["v"]] == [(F(17), F(17))]


class TestStep:
    def test_is_relative_to_the_parameter(self):
        """RMS(3, 4, 0, 0) = 5/2, and the gradient of a rank one update has root mean square 1."""
        (one,) = run("paper", [(1, 1, 1, 1)], theta=(3, 4, 0, 0), shape=(2, 2), **PLAIN)

        assert list(one["theta"]) == [3 - F(5, 16), 4 - F(5, 16), -F(5, 16), -F(5, 16)]

    @pytest.mark.parametrize(("lr", "rho"), [(F(1, 8), F(1, 8)), (F(1, 4), F(1, 4)), (F(3), F(1, 2))])
    def test_is_at_most_one_over_the_root_of_t(self, lr, rho):
        with Arb(256) as arb:
            *_, four = run("paper", [[0]] * 4, arithmetic=arb, **{**PLAIN, "lr": lr, "eps1": 1})
            assert arb.enclosure(four["alpha"]) == (rho / 4, rho / 4)

    def test_rises_with_t_until_it_meets_one_over_the_root(self):
        """lr t is 1/4, 1/2, 3/4, 1 and at most 1, ..., 1/2; the parameter counts as 1/4."""
        with Arb(256) as arb:
            hyper = {**DECAY, "lr": F(1, 4), "eps1": 1}
            one, two, _, four = run("transformers-5.24-warm-up", [[0]] * 4, arithmetic=arb, **hyper)
            assert [arb.enclosure(m["alpha"])[0] for m in (one, two, four)] == [F(1, 16), F(1, 8), F(1, 8)]

    def test_need_not_know_the_parameter(self):
        """alpha is lr, and so is the decay: 4 (1 - 1/16) - 1/8."""
        hyper = {name: value for name, value in DECAY.items() if name != "eps2"}
        (one,) = run("transformers-5.24-given", [[5]], theta=[4], **hyper)

        assert one["alpha"] == F(1, 8)
        assert list(one["theta"]) == [F(15, 4) - F(1, 8)]

    @pytest.mark.parametrize(
        ("variant", "end"),
        [
            *[("pytorch-2.13", F(15, 4)), ("keras-3.15", F(15, 4)), ("optax-0.2.8", 2)],
            *[("mlx-0.32", 3), ("transformers-5.24", 3)],
        ],
    )
    def test_weight_decay_alone(self, variant, end):
        """eta lambda = 1/16; lambda = 1/2; alpha lambda = 4 / 8 / 2."""
        (one,) = run(variant, [[0]], theta=[4], **{**DECAY, "eps1": 1})

        assert list(one["theta"]) == [end]

    def test_keras_takes_the_scale_after_decay(self):
        moved = {v: run(v, [[5]], theta=[4], **DECAY)[0] for v in ("pytorch-2.13", "keras-3.15")}

        assert list(moved["pytorch-2.13"]["theta"]) == [F(15, 4) - F(4, 8)]
        assert list(moved["keras-3.15"]["theta"]) == [F(15, 4) - F(15, 4) / 8]

    def test_momentum_after_one_step(self):
        """A move of 1/8, of which a quarter counts."""
        hyper = {**DECAY, "beta1": F(3, 4), "weight_decay": 0, "eps2": 1}
        (one,) = run("transformers-5.24-momentum", [[1]], **hyper)

        assert list(one["m"]) == [F(1, 32)]
        assert list(one["theta"]) == [-F(1, 32)]

    def test_momentum_remembers_the_rates(self):
        """Moves of 1/8 and then 1/2, averaged: the second move is 3/16 1/8 + 1/4 1/2."""
        hyper = {**DECAY, **MOMENTUM, "weight_decay": 0, "eps2": 1}
        one, two = run("pytorch-optimizer-4.1", [[1], [1]], changes={2: {"lr": F(1, 2)}}, **hyper)

        assert list(one["m"]) == [F(1, 32)]
        assert list(two["m"]) == [F(3, 128) + F(1, 8)]
        assert list(two["theta"]) == [-F(1, 32) - F(3, 128) - F(1, 8)]
