"""L-BFGS by hand, in exact fractions: on quadratics, against dense matrices, and where theorems say what comes out."""

from fractions import Fraction as F
from itertools import pairwise

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.arithmetics.tensor import Tensor
from goldstep.reference.reading import Reading
from goldstep.reference.registry import get
from goldstep.reference.trajectory import one_step

VARIANTS = ("pytorch-2.13", "paper", "optax-0.2.8", "optax-0.2.8-unscaled")
TINY = F(1, 10**10)


class Run:
    """One parameter, stepped with gradients and step lengths that may depend on what came before."""

    def __init__(self, variant, theta, history=2):
        algorithm = get("lbfgs")
        self.reading = Reading(algorithm, algorithm.variant(variant), Rational())
        self.history, self.shape, self.t = F(history), (len(theta),), 0
        theta = Tensor([F(x) for x in theta])
        self.state = self.reading.start(theta, {"lr": F(1), "history": self.history}, self.shape)

    def try_(self, g, lr=1):
        hyper = {"lr": F(lr), "history": self.history}
        g = Tensor([F(x) for x in g])
        return one_step(self.reading, [hyper], [self.state], [g], self.t + 1, [self.shape])

    def step(self, g, lr=1):
        """Every quantity of the step, a list where it is a tensor."""
        moment = self.try_(g, lr)
        self.t, (self.state,) = self.t + 1, moment.states
        found = {**self.state, **moment.quantities[0].values}
        return {name: list(x) if isinstance(x, Tensor) else x for name, x in found.items()}

    @property
    def theta(self):
        return list(self.state["theta"])


def times(matrix, x):
    return [dot(row, x) for row in matrix]


def dot(x, y):
    return sum(a * b for a, b in zip(x, y, strict=True))


class TestTwoSteps:
    """x1^2 / 2 + 3 x2^2 / 2 from (3, 1), where the gradient is (3, 3), with exact line searches.

    The first goes to (3/2, -1/2), half of the gradient; there the gradient is (3/2, -3/2), so that
    s = (-3/2, -3/2), y = (-3/2, -9/2), s.y = 9, y.y = 45/2.
    """

    @pytest.fixture
    def two(self):
        run = Run("paper", (3, 1))
        run.step((3, 3), F(1, 2))
        return run.step((F(3, 2), F(-3, 2)), F(5, 3))

    def test_the_pair(self, two):
        assert two["steps"] == [0, 0, F(-3, 2), F(-3, 2)]
        assert two["changes"] == [0, 0, F(-3, 2), F(-9, 2)]
        assert (two["rho2"], two["rho1"]) == (F(1, 9), 0)

    def test_the_first_loop_finds_nothing_along_s(self, two):
        """An exact line search makes the new gradient orthogonal to the last displacement."""
        assert two["alpha2"] == 0
        assert two["u2"] == two["u1"] == [F(3, 2), F(-3, 2)]

    def test_the_scale_is_the_curvature_of_the_inverse(self, two):
        assert two["gamma"] == F(9) / F(45, 2)
        assert two["r0"] == [F(3, 5), F(-3, 5)]

    def test_the_second_loop_and_the_minimum(self, two):
        """y.r = 9/5 and beta = 1/5, so r = (3/5, -3/5) + (3/10, 3/10); its 5/3 is where the parameters are."""
        assert (two["beta1"], two["beta2"]) == (0, F(1, 5))
        assert two["r2"] == [F(9, 10), F(-3, 10)]
        assert two["theta"] == [0, 0]


class TestFirstStep:
    @pytest.mark.parametrize(
        ("variant", "size"), [("pytorch-2.13", 7), ("optax-0.2.8", 5), ("paper", 1), ("optax-0.2.8-unscaled", 1)]
    )
    def test_is_the_gradient_over_its_size(self, variant, size):
        one = Run(variant, (0, 0)).step((3, -4), F(1, 2))

        assert one["theta"] == [F(-3, 2 * size), F(2, size)]

    @pytest.mark.parametrize("variant", VARIANTS)
    def test_is_the_gradient_where_that_is_small(self, variant):
        assert Run(variant, (0, 0)).step((F(3, 10), F(-4, 10)))["theta"] == [F(-3, 10), F(4, 10)]


class TestMemory:
    def test_the_oldest_pair_is_dropped(self):
        run = Run("paper", (0, 0))
        steps = [run.step(g) for g in ((1, 0), (0, 1), (1, 1), (2, 3))]
        moves = [[b - a for a, b in zip(x["theta"], y["theta"], strict=True)] for x, y in pairwise(steps)]

        assert steps[-1]["steps"] == [*moves[0], *moves[1]]
        assert steps[-1]["changes"] == [1, 0, 1, 2]

    @pytest.mark.parametrize(("curvature", "kept"), [(TINY, False), (TINY * 2, True), (-TINY * 2, False), (0, False)])
    def test_pytorch_keeps_a_pair_above_1e_10(self, curvature, kept):
        """The displacement is -1/2, so that the change of the gradient is -2 times the curvature."""
        run = Run("pytorch-2.13", (0,))
        run.step((F(1, 2),))
        two = run.step((F(1, 2) - 2 * F(curvature),))

        assert two["sy"] == curvature
        assert (two["steps"] == [0, F(-1, 2)]) is kept
        assert two["gamma"] == ((F(1, 2) / (2 * F(curvature))) if kept else 1)

    def test_the_others_keep_negative_curvature(self):
        """s = -1/2 and y = 1: the inverse Hessian is -1/2, and the step goes uphill."""
        run = Run("paper", (0,))
        run.step((F(1, 2),))
        two = run.step((F(3, 2),))

        assert two["gamma"] == F(-1, 2)
        assert two["theta"] == [F(-1, 2) + F(3, 4)]

    def test_a_pair_without_curvature_takes_no_part(self):
        """The gradient does not change: gamma is 1, and the step the gradient."""
        run = Run("optax-0.2.8", (0, 0))
        run.step((F(1, 2), 0))
        two = run.step((F(1, 2), 0))

        assert (two["rho2"], two["gamma"]) == (0, 1)
        assert two["theta"] == [-1, 0]

    def test_pytorch_pairs_have_the_move_and_the_others_the_difference(self):
        """Parameters that somebody else moved by 5 are in the difference only."""
        moves = {}
        for variant in ("pytorch-2.13", "paper"):
            run = Run(variant, (0,))
            run.step((F(1, 2),))
            run.state["theta"] = Tensor([F(5)])
            moves[variant] = run.step((F(1, 4),))["s"]

        assert moves == {"pytorch-2.13": [F(-1, 2)], "paper": [5]}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_loops_are_the_updates_of_a_dense_matrix(variant):
    """H = V' H V + rho s s' with V = 1 - rho y s', from gamma times the identity, oldest pair first."""
    run = Run(variant, (1, -2, 3), history=3)
    for g in ((2, -3, 6), (1, -2, 7), (2, -1, 4), (1, 1, 2)):
        last = run.step(g, F(1, 3))
    pairs = [(last["steps"][k : k + 3], last["changes"][k : k + 3]) for k in (0, 3, 6)]
    h = [[last["gamma"] * (i == j) for j in range(3)] for i in range(3)]
    for s, y in pairs:
        if not dot(s, y):
            continue
        v = [[(i == j) - y[i] * s[j] / dot(s, y) for j in range(3)] for i in range(3)]
        hv = [[dot(h[i], [v[k][j] for k in range(3)]) for j in range(3)] for i in range(3)]
        h = [
            [dot([v[k][i] for k in range(3)], [hv[k][j] for k in range(3)]) + s[i] * s[j] / dot(s, y) for j in range(3)]
            for i in range(3)
        ]

    assert last["r3"] == times(h, (1, 1, 2))


@pytest.mark.parametrize("rate", [F(1, 2), F(1, 5), F(-1)])
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_secant_equation(variant, rate):
    """H y = s for the newest pair; a gradient `rate` times the last has y = (1 - 1 / rate) g."""
    run = Run(variant, (0, 0))
    points = []
    for g in ((2, 0), (F(3, 2), -1), (1, -2), (rate, -2 * rate)):
        points.append(run.step(g, F(1, 2))["theta"])
    before, last = ([b - a for a, b in zip(*pair, strict=True)] for pair in (points[1:3], points[2:4]))

    assert last == [F(1, 2) * rate / (1 - rate) * s for s in before]


A = [[F(4), F(1), F(0)], [F(1), F(3), F(1)], [F(0), F(1), F(2)]]


@pytest.mark.parametrize("history", [1, 2, 3])
@pytest.mark.parametrize("variant", VARIANTS)
def test_exact_line_searches_end_at_the_minimum_of_a_quadratic(variant, history):
    """In as many steps as there are dimensions, as conjugate gradients do.

    The directions are conjugate whatever the history and the scale; the first gradient is (2, 3, 6), of norm 7.
    """
    run = Run(variant, solve(A, (2, 3, 6)), history)
    for _ in range(3):
        assert any(run.theta)
        g = times(A, run.theta)
        trial = list(run.try_(g).states[0]["theta"])
        d = [b - a for a, b in zip(run.theta, trial, strict=True)]
        run.step(g, -dot(g, d) / dot(d, times(A, d)))

    assert run.theta == [0, 0, 0]


def solve(matrix, b):
    """Gaussian elimination."""
    rows = [[*row, F(x)] for row, x in zip(matrix, b, strict=True)]
    for i in range(len(rows)):
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k in set(range(len(rows))) - {i}:
            rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[-1] for row in rows]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_second_step_ends_at_the_minimum_of_a_parabola(variant):
    """3/2 x^2 + 2 x: in one dimension the pair is the second derivative, so the full step is Newton's."""
    run = Run(variant, (7,))
    for _ in range(2):
        run.step((3 * run.theta[0] + 2,))

    assert run.theta == [F(-2, 3)]
