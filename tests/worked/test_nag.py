"""NAG by hand, and its forms mapped onto each other in closed loop: the gradient is A theta - c, all is rational.

In closed loop every form takes its gradients where it says that they belong, so that an equality of iterates proves
that two forms are one method. Where a map breaks, the difference is a formula too.
"""

from fractions import Fraction as F
from itertools import pairwise

import pytest

from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.arithmetics.tensor import Tensor
from goldstep.reference.reading import Reading
from goldstep.reference.registry import get
from goldstep.reference.trajectory import one_step

NAG = get("nag")
LR, MU = F(1, 6), F(4, 5)
START = (F(3), F(-2))
STEPS = 12
ALL = [v.name for v in NAG.variants]
ITERATES = ["paper", "lookahead", "nesterov-1983"]  # theta is the iterate
POINTS = ["pytorch-2.13", "optax-0.2.8", "optax-0.2.8-inside", "keras-3.15", "fairseq-0.12"]  # the look-ahead point


def slope(y, t):
    """The gradient of a quadratic whose axes are not those of the coordinates: A y - c."""
    a, b = y
    return (3 * a - b - 1, -a + 2 * b + F(1, 2))


def data(y, t):
    """Gradients that depend on nothing but the step: an open loop."""
    return (F(t), F(-1, t))


def steep(y, t):
    return [4 * x for x in y]


def constant(t):
    return LR, MU


def lr_changes(t):
    return (LR if t < 4 else F(1, 2) if t < 7 else F(1, 9)), MU


def mu_changes(t):
    return LR, (MU if t < 4 else F(1, 2) if t < 7 else F(9, 10))


def both_change(t):
    return lr_changes(t)[0], mu_changes(t)[1]


def papers(variant, state, lr, mu):
    """Where the next gradient belongs, by the formulas of the papers."""
    if variant == "paper":
        return state["theta"] + mu * state["b"]
    if variant == "lookahead":
        return state["theta"] - lr * mu * state["b"]
    return state["lookahead"] if variant == "nesterov-1983" else state["theta"]


def slot(variant, state, lr, mu):
    """Where an algorithm says that it belongs."""
    return state["lookahead"]


def descend(variant, rates=constant, *, gradient=slope, at=papers, algorithm=NAG, theta=START, steps=STEPS):
    """The states 0, 1, 2, ... with each gradient taken where it belongs."""
    reading = Reading(algorithm, algorithm.variant(variant), Rational())
    path = []
    for t in range(1, steps + 1):
        lr, mu = rates(t)
        hyper = {"lr": lr, "momentum": mu, "weight_decay": F(0)}
        if t == 1:
            path.append(reading.start(Tensor(theta), hyper, (len(theta),)))
        g = Tensor(gradient(at(variant, path[-1], lr, mu), t))
        path += one_step(reading, [hyper], [path[-1]], [g], t, [(len(theta),)]).states
    return path


def values(path, name="theta"):
    return [list(state[name]) for state in path]


def times(factor, path, name="b"):
    return [[factor * x for x in state[name]] for state in path]


def plus(one, other):
    return [[x + y for x, y in zip(a, b, strict=True)] for a, b in zip(one, other, strict=True)]


class TestByHand:
    """lr 1/2, momentum 1/2, one element from 4, gradients 1 and 3, whatever point they belong to."""

    def run(self, variant):
        return descend(
            variant, lambda t: (F(1, 2), F(1, 2)), gradient=lambda y, t: [F(2 * t - 1)], theta=[F(4)], steps=2
        )

    def show(self, variant, name):
        return [x for (x,) in values(self.run(variant), name)]

    def test_paper(self):
        """
        v = -1/2             theta = 4 - 1/2   = 7/2    y = 7/2 - 1/4 = 13/4
        v = -1/4 - 3/2       theta = 7/2 - 7/4 = 7/4    y = 7/4 - 7/8 = 7/8
        """
        assert self.show("paper", "b") == [0, F(-1, 2), F(-7, 4)]
        assert self.show("paper", "theta") == [4, F(7, 2), F(7, 4)]
        assert self.show("paper", "lookahead") == [4, F(13, 4), F(7, 8)]

    def test_nesterov(self):
        """
        theta = 4 - 1/2            y = 7/2 + 1/2 (7/2 - 4)   = 13/4
        theta = 13/4 - 3/2 = 7/4   y = 7/4 + 1/2 (7/4 - 7/2) = 7/8
        """
        assert self.show("nesterov-1983", "theta") == [4, F(7, 2), F(7, 4)]
        assert self.show("nesterov-1983", "lookahead") == [4, F(13, 4), F(7, 8)]

    @pytest.mark.parametrize("variant", ["pytorch-2.13", "optax-0.2.8"])
    def test_pytorch(self, variant):
        """
        b = 1          theta = 4 - 1/2 (1 + 1/2)     = 13/4
        b = 1/2 + 3    theta = 13/4 - 1/2 (3 + 7/4)  = 7/8
        """
        assert self.show(variant, "b") == [0, 1, F(7, 2)]
        assert self.show(variant, "theta") == [4, F(13, 4), F(7, 8)]

    @pytest.mark.parametrize("variant", ["keras-3.15", "optax-0.2.8-inside", "fairseq-0.12"])
    def test_inside(self, variant):
        assert self.show(variant, "b") == [0, F(-1, 2), F(-7, 4)]
        assert self.show(variant, "theta") == [4, F(13, 4), F(7, 8)]


class TestOneMethod:
    """While learning rate and momentum stay, the forms differ only in what theta is and in the unit of the buffer."""

    @pytest.mark.parametrize("variant", ["lookahead", "nesterov-1983"])
    def test_iterates_are_those_of_the_paper(self, variant):
        paper, path = descend("paper"), descend(variant)

        assert values(path) == values(paper)
        assert values(path, "lookahead") == values(paper, "lookahead")

    @pytest.mark.parametrize("variant", POINTS)
    def test_the_others_are_at_the_look_ahead_point(self, variant):
        assert values(descend(variant)) == values(descend("paper"), "lookahead")

    @pytest.mark.parametrize("variant", ["lookahead", "pytorch-2.13", "optax-0.2.8"])
    def test_velocity_is_minus_lr_times_the_buffer(self, variant):
        assert times(-LR, descend(variant)) == values(descend("paper"), "b")

    @pytest.mark.parametrize("variant", ["keras-3.15", "optax-0.2.8-inside", "fairseq-0.12"])
    def test_velocity_is_the_same(self, variant):
        assert values(descend(variant), "b") == values(descend("paper"), "b")

    def test_velocity_is_the_last_move(self):
        paper = descend("paper")

        assert plus(values(paper)[:-1], values(paper, "b")[1:]) == values(paper)[1:]

    def test_back_from_the_look_ahead_point(self):
        """x = theta + lr mu b gives the iterate back: what to evaluate, or to save, after training with PyTorch."""
        pytorch = descend("pytorch-2.13")

        assert plus(values(pytorch), times(LR * MU, pytorch)) == values(descend("paper"))

    def test_back_from_the_look_ahead_point_of_keras(self):
        """x = theta - mu v."""
        keras = descend("keras-3.15")

        assert plus(values(keras), times(-MU, keras)) == values(descend("paper"))

    @pytest.mark.parametrize("variant", ITERATES)
    def test_the_slot_is_the_point_of_the_next_gradient(self, variant):
        path = descend(variant)

        assert values(path, "lookahead") == [list(papers(variant, state, LR, MU)) for state in path]

    def test_a_gradient_step_leads_from_the_point_to_the_iterate(self):
        for before, after in pairwise(descend("paper")):
            y = before["lookahead"]
            assert [a - LR * g for a, g in zip(y, slope(y, 0), strict=True)] == list(after["theta"])

    def test_no_two_steps_coincide(self):
        """The run has not come to rest, so that equal paths mean something."""
        assert all(a != b for a, b in pairwise(values(descend("paper"))))


class TestLearningRateChanges:
    """Inside the buffer, a gradient keeps the learning rate of its step; outside, it takes that of the moment."""

    def test_inside_the_map_holds(self):
        paper = descend("paper", lr_changes)

        assert values(descend("keras-3.15", lr_changes)) == values(paper, "lookahead")
        assert values(descend("nesterov-1983", lr_changes)) == values(paper)

    def test_outside_it_breaks(self):
        """PyTorch's step from y with the old rate: it is not at the look-ahead point of the new one."""
        path, pytorch = descend("lookahead", lr_changes), descend("pytorch-2.13", lr_changes)

        assert values(pytorch)[:4] == values(path, "lookahead")[:4]
        assert values(pytorch)[4] != values(path, "lookahead")[4]

    @pytest.mark.parametrize("t", [4, 7])
    def test_by_how_much(self, t):
        """Given the same gradients, by (lr_t - lr_{t-1}) mu b_{t-1} at each step that has a new rate."""
        pytorch, path = (descend(v, lr_changes, gradient=data) for v in ("pytorch-2.13", "lookahead"))
        gaps = plus(values(pytorch), times(-1, path, "lookahead"))
        change = (lr_changes(t)[0] - lr_changes(t - 1)[0]) * MU

        assert plus(gaps[t : t + 1], [[-x for x in gaps[t - 1]]]) == times(change, path[t - 1 : t])

    def test_inside_and_outside_part(self):
        inside, outside = descend("paper", lr_changes), descend("lookahead", lr_changes)

        assert values(inside)[:4] == values(outside)[:4]
        assert values(inside)[4] != values(outside)[4]

    @pytest.mark.parametrize("rates", [lr_changes, both_change])
    def test_fairseq_is_pytorch(self, rates):
        """Multiplying the velocity by lr_t / lr_{t-1} takes the learning rate out again: v = -lr b."""
        fairseq, pytorch = descend("fairseq-0.12", rates), descend("pytorch-2.13", rates)

        assert values(fairseq) == values(pytorch)
        for t in range(1, STEPS + 1):
            assert list(fairseq[t]["b"]) == [-rates(t)[0] * x for x in pytorch[t]["b"]]


class TestMomentumChanges:
    """The form with theta at the look-ahead point would need the momentum of the next step."""

    def test_the_map_breaks(self):
        keras, paper = descend("keras-3.15", mu_changes), descend("paper", mu_changes)

        assert values(keras)[:4] == values(paper, "lookahead")[:4]
        assert values(keras)[4] != values(paper, "lookahead")[4]

    @pytest.mark.parametrize("t", [4, 7])
    def test_by_how_much(self, t):
        """Given the same gradients, by -(mu_t - mu_{t-1}) v_{t-1} at each step that has a new momentum."""
        keras, paper = (descend(v, mu_changes, gradient=data) for v in ("keras-3.15", "paper"))
        gaps = plus(values(keras), times(-1, paper, "lookahead"))
        change = mu_changes(t - 1)[1] - mu_changes(t)[1]

        assert plus(gaps[t : t + 1], [[-x for x in gaps[t - 1]]]) == times(change, paper[t - 1 : t])

    def test_with_the_next_momentum_it_holds(self):
        """Y. Bengio et al. (2013): Theta_t = Theta_{t-1} + mu_{t+1} mu_t v_{t-1} - (1 + mu_{t+1}) lr_t g."""
        theta, v = list(START), [F(0), F(0)]
        for t, state in enumerate(descend("paper", both_change)[:-1], 1):
            (lr, mu), following = both_change(t), both_change(t + 1)[1]
            assert theta == list(papers("paper", state, lr, mu))
            g = slope(theta, t)
            theta = [x + following * mu * w - (1 + following) * lr * d for x, w, d in zip(theta, v, g, strict=True)]
            v = [mu * w - lr * d for w, d in zip(v, g, strict=True)]

    def test_nesterov_uses_each_momentum_one_step_earlier(self):
        """His y_t already has the momentum with which the paper takes step t + 1."""

        def early(t):
            return LR, mu_changes(t + 1)[1]

        assert values(descend("nesterov-1983", early)) == values(descend("paper", mu_changes))
        assert values(descend("nesterov-1983", mu_changes)) != values(descend("paper", mu_changes))


class TestAcceleration:
    """f(x_t) <= 2 L x_0^2 / (t + 1)^2 for lr = 1/L and mu_t = (a_t - 1) / a_{t+1}, a_t = (t + 1) / 2, f(x*) = 0.

    Nesterov's theorem; his own a_t are the irrational numbers with a_{t+1}^2 - a_{t+1} = a_t^2, and its proof needs
    no more than that the left side is not larger. Here f = x^2 / 200 and L = 1, so that lr = 1.
    """

    def losses(self, momentum):
        def gradient(y, t):
            return [x / 100 for x in y]

        path = descend("nesterov-1983", lambda t: (F(1), momentum(t)), gradient=gradient, theta=[F(1)], steps=100)
        return [x * x / 200 for (x,) in values(path)[1:]]

    def test_with_his_momentum(self):
        losses = self.losses(lambda t: F(t - 1, t + 2))

        assert all(loss <= F(2, (t + 1) ** 2) for t, loss in enumerate(losses, 1))

    def test_not_without(self):
        assert self.losses(lambda t: F(0))[-1] > F(2, 101**2)


class TestWrongLookAhead:
    """The look-ahead point a whole buffer away, without the learning rate."""

    WRONG = next(i for i in of_algorithm("nag") if i.name == "look-ahead-without-rate").build()

    def test_shows_in_nothing_but_the_point(self):
        """With the gradients given, the iterates are right: they are those of the heavy ball in any case."""
        right, wrong = (descend("lookahead", gradient=data, algorithm=a) for a in (NAG, self.WRONG))

        assert values(wrong) == values(right)
        assert values(wrong, "lookahead") != values(right, "lookahead")

    def test_runs_away_in_closed_loop(self):
        """On 2 x^2 from 1 with lr 1/8 and momentum 3/4, after 12 steps."""
        right, wrong = (
            descend("lookahead", lambda t: (F(1, 8), F(3, 4)), gradient=steep, at=slot, algorithm=a, theta=[F(1)])
            for a in (NAG, self.WRONG)
        )

        assert abs(values(right)[-1][0]) < F(1, 4)
        assert abs(values(wrong)[-1][0]) > 10**4


class TestQuadratic:
    """On x^2 / 2 the method is a linear recurrence; lr 1/4 and momentum 1/3 give it the double root 1/2."""

    @pytest.mark.parametrize("variant", ITERATES)
    def test_critically_damped(self, variant):
        """x_t = (1 + t/2) / 2^t and y_t = (4/3) x_{t+1}, from r^2 - (1 - lr)(1 + mu) r + (1 - lr) mu."""
        path = descend(variant, lambda t: (F(1, 4), F(1, 3)), gradient=lambda y, t: y, theta=[F(1)])

        assert values(path) == [[(1 + F(t, 2)) / 2**t] for t in range(STEPS + 1)]
        assert values(path, "lookahead")[1:] == [[F(4, 3) * (1 + F(t, 2)) / 2**t] for t in range(2, STEPS + 2)]

    @pytest.mark.parametrize("variant", ITERATES + POINTS)
    def test_without_momentum_it_is_gradient_descent(self, variant):
        path = descend(variant, lambda t: (LR, F(0)))

        for before, after in pairwise(values(path)):
            assert after == [x - LR * g for x, g in zip(before, slope(before, 0), strict=True)]


def test_decay_of_fairseq_comes_first():
    """theta' = (1 - 1/2 * 1/4) 8 = 7, b = -1/2, theta = 7 - 1/2 (1 + 1/2); the velocity sees no decay."""
    reading = Reading(NAG, NAG.variant("fairseq-0.12"), Rational())
    hyper = {"lr": F(1, 2), "momentum": F(1, 2), "weight_decay": F(1, 4)}
    start = reading.start(Tensor([F(8)]), hyper, (1,))
    (state,) = one_step(reading, [hyper], [start], [Tensor([F(1)])], 1, [(1,)]).states

    assert [list(state[name]) for name in ("b", "theta", "rate")] == [[F(-1, 2)], [F(25, 4)], [F(1, 2)]]


def test_every_variant_is_mapped():
    assert sorted(ITERATES + POINTS) == sorted(ALL)
