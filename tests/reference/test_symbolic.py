"""What is proved symbolically is true, and what is not true is not proved."""

from fractions import Fraction
from itertools import permutations

import pytest

from goldstep.conformance.comparing.maps import Map, Rule, maps
from goldstep.conformance.comparing.proofs import agrees, proved
from goldstep.conformance.comparing.sides import Side, example, side, values_of
from goldstep.reference import registry
from goldstep.reference.arithmetics.expression import StepNumber
from goldstep.reference.arithmetics.field import Field
from goldstep.reference.arithmetics.ratio import Unprovable
from goldstep.reference.arithmetics.symbolic import GENERAL, Symbolic, after, hypers, state


@pytest.fixture
def q():
    return Symbolic(Field())


@pytest.fixture
def letters(q):
    """Two numbers of any sign, two that are not negative, and one of [0, 1]."""
    f = q.field
    some = [f.letter(name) for name in "ab"]
    more = [f.letter(name, nonnegative=True) for name in "vw"]
    return [*some, *more, f.letter("u", nonnegative=True, unit=True)]


class TestRoots:
    def test_of_what_is_known_not_to_be_negative(self, q, letters):
        _, _, v, w, u = letters
        assert q.sqrt(v / w) == q.sqrt(v) / q.sqrt(w)
        assert q.sqrt(v * v) == v
        assert q.sqrt(v) * q.sqrt(v) == v
        assert q.sqrt(4 * v / 9) == q.sqrt(v) * 2 / 3
        assert q.sqrt(8 * v) == 2 * q.sqrt(2 * v)
        assert (v - w) / (q.sqrt(v) + q.sqrt(w)) == q.sqrt(v) - q.sqrt(w)
        for n in range(1, 10):
            assert q.sqrt(v / (1 - u**n)) == q.sqrt(v) / q.sqrt(1 - u**n)

    def test_of_what_may_be_negative(self, q, letters):
        a, b, v, _, u = letters
        assert not q.sqrt(a * b).same(q.sqrt(a) * q.sqrt(b))
        assert not q.sqrt(a * a).same(a)
        assert q.sqrt((a - b) ** 2) == q.abs(b - a)
        assert not q.sqrt(v + a).same(q.sqrt(v) + q.sqrt(a))
        assert q.abs(u - 1) == 1 - u
        with pytest.raises(Unprovable, match="negative"):
            q.sqrt(-1 - v * 0)

    def test_signs_on_the_unit_interval(self, q, letters):
        u = letters[4]
        sign = q.field.sign
        assert [sign(x.num) for x in (1 - u, u - 1, u * u - u + 1, u**4 - 1, 1 - 2 * u)] == [1, -1, 1, -1, 0]


def test_powers_of_a_step_in_general(letters):
    u, t = letters[4], StepNumber(1000, "t")
    assert u ** (t + 1) == u * u**t
    assert not (u**t).same(u ** (t + 1))
    assert not (u**t).same(u)


def test_what_cannot_be_proved_is_no_guess(q, letters):
    a, b, *_ = letters
    with pytest.raises(Unprovable, match="branch"):
        bool(a)
    with pytest.raises(Unprovable, match="division by zero"):
        a / (b - b)
    assert q.maximum(a, b) == q.maximum(b, a)
    assert not q.maximum(a, b).same(q.maximum(a, -b))
    assert q.where(a, ">", b, a, a) == a
    assert not q.where(a, ">", b, a, b).same(q.where(a, ">=", b, a, b))
    assert q.total(a * b) == q.total(b * a)
    assert not q.total(a).same(q.total(2 * a))


@pytest.mark.parametrize("name", registry.names())
def test_every_step_has_a_form(name):
    algorithm, field = registry.get(name), Field()
    variant, shape = algorithm.variants[0], next(iter(algorithm.kinds.values()))
    h, before = hypers(field, algorithm, variant, {}), state(field, algorithm, variant)
    assert set(after(field, algorithm, variant, h, before, GENERAL, shape)) == set(before)


@pytest.mark.parametrize("name", ["adagrad", "nag", "cosine_annealing", "ema"])
def test_no_proof_contradicts_numbers(name):
    """Of all pairs of variants: what certainly differs in a run is not proved to be equal."""
    algorithm, found = registry.get(name), {True: 0, False: 0}
    for pair in permutations(algorithm.variants, 2):
        one, other = (Side(algorithm, variant) for variant in pair)
        rules = {x: Rule("", (lambda key: lambda q, h, t: h[key])(x)) for x in other.given}
        if not set(other.given) <= set(one.given):
            continue
        same = Map(rules, {})
        case = example(one, other)
        equal = proved(one, other, same) is not None
        assert not equal or agrees(one, other, same, case, values_of(case, one, other))
        found[equal] += 1
    assert found[False]


@pytest.mark.parametrize(
    ("one", "other", "texts", "fixed", "holds"),
    [
        ("adam@pytorch-2.13", "adam@keras-3.15", ["eps = eps · √(1 - beta2^t)"], {"weight_decay": 0}, True),
        ("adam@pytorch-2.13", "adam@keras-3.15", ["eps = eps / √(1 - beta2^t)"], {"weight_decay": 0}, False),
        ("adam@pytorch-2.13", "adam@keras-3.15", ["eps = eps · √(1 - beta2^t)"], {}, False),
        (
            "adamw@pytorch-2.13",
            "adamw@paper",
            ["weight_decay = weight_decay · lr", "schedule_multiplier = 1"],
            {},
            True,
        ),
        ("sgd@mlx-0.32-momentum", "sgd@optax-0.2.8-momentum", ["lr = lr · (1 - dampening)"], {"weight_decay": 0}, True),
        (
            "sgd@mlx-0.32-momentum",
            "sgd@optax-0.2.8-momentum",
            ["lr = lr / (1 - dampening)"],
            {"weight_decay": 0},
            False,
        ),
        ("nag@paper", "nag@lookahead", [], {}, True),
    ],
)
def test_a_map_is_proved_if_it_holds(one, other, texts, fixed, holds):
    one, other = side(one), side(other)
    fixed = {name: Fraction(value) for name, value in fixed.items()}
    (map_,) = (x for x in maps(one, other) if x.texts == texts and x.fixed == fixed)
    assert (proved(one, other, map_) is not None) == holds
    case = example(one, other)
    assert agrees(one, other, map_, case, values_of(case, one, other)) == holds
