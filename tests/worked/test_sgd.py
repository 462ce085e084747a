"""SGD by hand, and by closed forms that owe nothing to its code. Everything is rational, so equality is exact."""

from fractions import Fraction as F
from itertools import pairwise

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

STEPS = range(1, 11)
NO_GRADIENT = [0] * len(STEPS)
DAMPENED = {"lr": F(1, 2), "momentum": F(1, 2), "dampening": F(1, 4), "weight_decay": F(1, 8)}

WILD = [F(3), F(-7, 2), F(24), F(0), F(1, 5), F(-2, 3), F(5), F(-1)]  # no pattern, for what holds always
LR, MU = F(1, 6), F(4, 5)
HYPER = {"lr": LR, "momentum": MU, "weight_decay": 0}
CHANGES = {3: {"lr": F(1, 2)}, 6: {"lr": F(1, 9)}}


def run(variant, gradients, *, theta=F(1), changes=None, **hyper):
    """The state and the quantities of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm="sgd",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((theta,),),
        gradients=tuple(((F(g),),) for g in gradients),
        changes=changes or {},
    )
    return [
        {name: next(iter(value)) for name, value in {**m.states[0], **m.quantities[0].values}.items()}
        for m in follow(case, Rational())
    ]


def thetas(*args, **kwargs):
    return [moment["theta"] for moment in run(*args, **kwargs)]


def critically_damped(t):
    """x_t = (1 + t/2) / 2^t, the solution of x_{t+1} = x_t - x_{t-1}/4 from x_0 = 1 and x_1 = 3/4."""
    return (1 + F(t, 2)) / 2**t


class TestByHand:
    """lr 1/2, momentum 1/2, dampening 1/4, weight decay 1/8, from 4 with the gradients 1 and -1/2."""

    def test_first_gradient_not_dampened(self):
        """
        d = 1 + 4/8          = 3/2      b = 3/2                             theta = 4 - 3/4      = 13/4
        d = -1/2 + 13/4 / 8  = -3/32    b = 3/2 / 2 - 3/4 * 3/32  = 87/128  theta = 13/4 - 87/256 = 745/256
        """
        one, two = run("pytorch-2.13-momentum", [1, F(-1, 2)], theta=F(4), **DAMPENED)

        assert (one["d"], one["b"], one["theta"]) == (F(3, 2), F(3, 2), F(13, 4))
        assert (two["d"], two["b"], two["theta"]) == (F(-3, 32), F(87, 128), F(745, 256))

    def test_first_gradient_dampened(self):
        """
        d = 1 + 4/8           = 3/2     b = 3/4 * 3/2              = 9/8      theta = 4 - 9/16  = 55/16
        d = -1/2 + 55/16 / 8  = -9/128  b = 9/8 / 2 - 3/4 * 9/128  = 261/512  theta = 55/16 - 261/1024
        """
        one, two = run("mlx-0.32-momentum", [1, F(-1, 2)], theta=F(4), **DAMPENED)

        assert (one["d"], one["b"], one["theta"]) == (F(3, 2), F(9, 8), F(55, 16))
        assert (two["d"], two["b"], two["theta"]) == (F(-9, 128), F(261, 512), F(3259, 1024))

    def test_nesterov(self):
        """
        lr 1/2, momentum 1/2, from 4 with the gradients 1 and 3:
        b = 1          u = 1 + 1/2   = 3/2     theta = 4 - 3/4    = 13/4
        b = 1/2 + 3    u = 3 + 7/4   = 19/4    theta = 13/4 - 19/8 = 7/8
        """
        one, two = run("optax-0.2.8-nesterov", [1, 3], theta=F(4), lr=F(1, 2), momentum=F(1, 2))

        assert (one["b"], one["u"], one["theta"]) == (1, F(3, 2), F(13, 4))
        assert (two["b"], two["u"], two["theta"]) == (F(7, 2), F(19, 4), F(7, 8))

    def test_velocity(self):
        """
        The same gradients with the learning rate inside, decay 1/8 and no Nesterov:
        theta' = 15/16 * 4     b = -1/2              = -1/2  theta = 15/4 - 1/2       = 13/4
        theta' = 15/16 * 13/4  b = -1/2 / 2 - 3 / 2  = -7/4  theta = 195/64 - 112/64  = 83/64
        """
        one, two = run("keras-3.15-momentum", [1, 3], theta=F(4), lr=F(1, 2), momentum=F(1, 2), weight_decay=F(1, 8))

        assert (one["b"], one["theta"]) == (F(-1, 2), F(13, 4))
        assert (two["b"], two["theta"]) == (F(-7, 4), F(83, 64))


class TestConstantGradient:
    """The geometric sum: b_t = g (1 - mu^t) / (1 - mu)."""

    MU, LR, G = F(9, 10), F(1, 7), F(3)

    def geometric(self, t):
        return self.G * (1 - self.MU**t) / (1 - self.MU)

    def test_heavy_ball(self):
        """theta_t = theta_0 - lr g / (1 - mu) (t - mu (1 - mu^t) / (1 - mu)), the sum of the sums."""
        moments = run("optax-0.2.8-momentum", [self.G] * 10, lr=self.LR, momentum=self.MU)

        assert [m["b"] for m in moments] == [self.geometric(t) for t in STEPS]
        assert [m["theta"] for m in moments] == [
            1 - self.LR / (1 - self.MU) * (self.G * t - self.MU * self.geometric(t)) for t in STEPS
        ]

    def test_learning_rate_inside(self):
        """The velocity is -lr times the buffer while the learning rate stays."""
        moments = run("paper-momentum", [self.G] * 10, lr=self.LR, momentum=self.MU)

        assert [m["b"] for m in moments] == [-self.LR * self.geometric(t) for t in STEPS]

    def test_dampening(self):
        """All gradients but the first count 1 - tau: b_t = (1 - tau) sum + tau mu^(t-1) g."""
        tau = F(1, 3)
        hyper = {"lr": self.LR, "momentum": self.MU, "dampening": tau, "weight_decay": 0}

        undampened_first = run("pytorch-2.13-momentum", [self.G] * 10, **hyper)
        dampened_first = run("mlx-0.32-momentum", [self.G] * 10, **hyper)

        assert [m["b"] for m in dampened_first] == [(1 - tau) * self.geometric(t) for t in STEPS]
        assert [m["b"] for m in undampened_first] == [
            (1 - tau) * self.geometric(t) + tau * self.MU ** (t - 1) * self.G for t in STEPS
        ]


class TestImpulse:
    """One gradient 1, then none: the buffer fades as mu^(t-1), and the learning rate changes at step 4."""

    @pytest.mark.parametrize(
        ("variant", "rate"),
        [
            ("optax-0.2.8-momentum", lambda t: F(1, 2) if t < 4 else F(1, 3)),  # the rate of the step
            ("paper-momentum", lambda t: F(1, 2)),  # the rate when the gradient came
        ],
    )
    def test_moves(self, variant, rate):
        mu = F(2, 3)
        path = [F(1), *thetas(variant, [1, *[0] * 9], lr=F(1, 2), momentum=mu, changes={4: {"lr": F(1, 3)}})]

        moves = [before - after for before, after in pairwise(path)]

        assert moves == [rate(t) * mu ** (t - 1) for t in STEPS]


class TestQuadratic:
    """Without gradients, coupled decay 1 is the gradient of theta^2 / 2, taken where the method takes it.

    A momentum method is then a linear recurrence. Its characteristic polynomial has the double root r = 1/2,
    hence the solution `critically_damped`,
    for the heavy ball if mu = (1 - sqrt(lr))^2, so lr = 1/4 and mu = 1/4 (G. Goh, "Why momentum really works",
    Distill, 2017, has the condition);
    for Nesterov's method, r^2 - (1 - lr)(1 + mu) r + (1 - lr) mu, if lr = 1/4 and mu = 1/3.
    """

    @pytest.mark.parametrize("variant", ["pytorch-2.13", "keras-3.15"])
    def test_gradient_descent(self, variant):
        """theta_t = (1 - lr)^t."""
        assert thetas(variant, NO_GRADIENT, lr=F(1, 4), weight_decay=1) == [F(3, 4) ** t for t in STEPS]

    @pytest.mark.parametrize("variant", ["pytorch-2.13-momentum", "mlx-0.32-momentum"])
    def test_heavy_ball(self, variant):
        path = thetas(variant, NO_GRADIENT, lr=F(1, 4), momentum=F(1, 4), dampening=0, weight_decay=1)

        assert path == [critically_damped(t) for t in STEPS]

    @pytest.mark.parametrize("variant", ["nesterov-lookahead", "sutskever-nesterov"])
    def test_nesterov(self, variant):
        """The look-ahead point before step t is x_t / (1 - lr): a gradient step leads from it to x_t."""
        moments = run(variant, NO_GRADIENT, lr=F(1, 4), momentum=F(1, 3), weight_decay=1)

        assert [m["theta"] for m in moments] == [critically_damped(t) for t in STEPS]
        assert [m["y"] for m in moments] == [F(4, 3) * critically_damped(t) for t in STEPS]

    def test_simplified_nesterov(self):
        """Its parameters are the look-ahead points of the others."""
        path = thetas("pytorch-2.13-nesterov", NO_GRADIENT, lr=F(1, 4), momentum=F(1, 3), weight_decay=1)

        assert path == [F(4, 3) * critically_damped(t + 1) for t in STEPS]

    @pytest.mark.parametrize("variant", ["keras-3.15-momentum", "keras-3.15-nesterov"])
    def test_decoupled_decay_leaves_the_buffer_alone(self, variant):
        moments = run(variant, NO_GRADIENT, lr=F(1, 4), momentum=F(1, 3), weight_decay=1)

        assert [m["theta"] for m in moments] == [F(3, 4) ** t for t in STEPS]
        assert {m["b"] for m in moments} == {0}


class TestNesterovForms:
    """How the forms hang together when they are given the same gradients."""

    def test_pytorch_is_at_the_look_ahead_point(self):
        """theta = x - lr mu b, while the learning rate stays."""
        iterates = run("nesterov-lookahead", WILD, **HYPER)

        assert thetas("pytorch-2.13-nesterov", WILD, **HYPER) == [m["theta"] - LR * MU * m["b"] for m in iterates]

    def test_sutskever_has_the_same_iterates(self):
        """x is the same and v = -lr b, while the learning rate stays."""
        ours, theirs = (run(v, WILD, **HYPER) for v in ("nesterov-lookahead", "sutskever-nesterov"))

        assert [m["theta"] for m in ours] == [m["theta"] for m in theirs]
        assert [m["b"] * -LR for m in ours] == [m["b"] for m in theirs]

    def test_keras_is_at_the_look_ahead_point_of_sutskever(self):
        """theta = x + mu v, whatever the learning rate does."""
        iterates = run("sutskever-nesterov", WILD, changes=CHANGES, **HYPER)

        assert thetas("keras-3.15-nesterov", WILD, changes=CHANGES, **HYPER) == [
            m["theta"] + MU * m["b"] for m in iterates
        ]

    @pytest.mark.parametrize("other", ["keras-3.15-nesterov", "nesterov-lookahead", "sutskever-nesterov"])
    def test_pytorch_parts_from_all_when_the_rate_changes(self, other):
        """Seen as look-ahead points, the forms are one path up to step 2, and none is PyTorch's at step 3."""

        def points(variant):
            moments = run(variant, WILD, changes=CHANGES, **HYPER)
            rates = [LR, LR, F(1, 2)]
            ahead = {
                "nesterov-lookahead": lambda m, lr: -lr * MU * m["b"],
                "sutskever-nesterov": lambda m, lr: MU * m["b"],
            }.get(variant, lambda m, lr: 0)
            return [m["theta"] + ahead(m, lr) for m, lr in zip(moments, rates, strict=False)]

        pytorch, theirs = points("pytorch-2.13-nesterov"), points(other)

        assert pytorch[:2] == theirs[:2]
        assert pytorch[2] != theirs[2]

    def test_open_loop_look_ahead_is_heavy_ball(self):
        """With the gradient given, and no decay, only where it was taken tells the two apart."""
        hyper = {"lr": LR, "momentum": MU}

        assert thetas("nesterov-lookahead", WILD, weight_decay=0, **hyper) == thetas(
            "optax-0.2.8-momentum", WILD, **hyper
        )
