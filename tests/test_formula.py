"""The formula reading: what the pages show is what the code says."""

from dataclasses import replace
from fractions import Fraction

import pytest

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.arithmetics.expression import Expression, Function, Number, StepNumber, Symbol
from goldstep.reference.arithmetics.formula import Formula, equations, subscripted
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.registry import get, names

a, b, x, y = (Symbol(letter) for letter in "abxy")
t = StepNumber(2, "t")


@pytest.mark.parametrize(
    ("expression", "latex"),
    [
        (a * x + (1 - a) * y, "a x + (1 - a) y"),
        (x - (a - b), "x - (a - b)"),
        (x + (-a + b), "x - a + b"),
        (x - -a, "x + a"),
        (-(a * x), "-a x"),
        (x * -a, "-x a"),
        (-a / b, r"-\frac{a}{b}"),
        ((a + b) * (a - b), "(a + b) (a - b)"),
        (x * x, "x^2"),
        ((a + b) ** t, "(a + b)^t"),
        (a ** (t - 1), "a^{t - 1}"),
        (a**1, "a"),
        (x / (a / b), r"\frac{x}{a / b}"),
        ((x / a) / (y * b), r"\frac{x / a}{y b}"),
        (x / (y / (a * b)), r"\frac{x}{y / (a b)}"),
        ((x / a) * y, r"\frac{x}{a} y"),
        ((x / a) ** t, r"\left(\frac{x}{a}\right)^t"),
        (Function(r"\sqrt{", (x / a,), "}") ** t, r"\left(\sqrt{\frac{x}{a}}\right)^t"),
        (x * Number(Fraction(2)), "2 x"),
        (x * Number(Fraction(1, 2)), r"\frac{1}{2} x"),
        (x - Number(Fraction(-3)), "x + 3"),
        (Number(Fraction(-2)) * x, "-2 x"),
        ((t - 1) * a, "(t - 1) a"),
        (1 + (t - 1) * a, "1 + (t - 1) a"),
        (t * a, "t a"),
        (1 / Expression.of(t), r"\frac{1}{t}"),
    ],
)
def test_an_expression_has_only_the_parentheses_it_needs(expression, latex):
    assert expression.latex == latex


zero, one = Number(Fraction(0)), Number(Fraction(1))


@pytest.mark.parametrize("expression", [x + zero, zero + x, x - zero, one * x, x * one, x / one, x + zero * y])
def test_what_a_variant_lacks_vanishes(expression):
    assert expression is x


@pytest.mark.parametrize(
    ("expression", "number"), [(1 - zero, 1), (zero * x, 0), (zero / x, 0), (zero**2, 0), ((1 - zero) ** t, 1)]
)
def test_numbers_fold(expression, number):
    assert expression.value == number


def test_a_missing_hyperparameter_is_false_and_a_symbolic_one_true():
    assert not zero
    assert x


def test_a_step_number_is_a_letter_with_a_value():
    assert (t.latex, (t - 1).latex, (1 + t).latex) == ("t", "t - 1", "t + 1")
    assert (t - 1 == 1, t == 1) == (True, False)
    assert StepNumber(1, "1").latex == "1"


@pytest.mark.parametrize(
    ("letter", "expected"),
    [("m", "m_t"), ("b_1", "b_{1,t}"), (r"\hat m", r"\hat m_t"), ("E_{g}", "E_{g,t}"), (r"x_\theta", r"x_{\theta,t}")],
)
def test_the_time_joins_other_subscripts(letter, expected):
    assert subscripted(letter, "t") == expected


def lines(algorithm: Algorithm, variant: str, stage: str | None = None) -> list[tuple[str, str]]:
    found = equations(algorithm, algorithm.variant(variant))
    return [(e.clause, e.latex) for e in found if stage in (None, e.stage)]


COEFFICIENTS = [("ADAM-4", r"b_{1,t} = 1 - \beta_1^t"), ("ADAM-5", r"b_{2,t} = 1 - \beta_2^t")]


def test_adam_of_pytorch():
    assert lines(get("adam"), "pytorch-2.13") == [
        *COEFFICIENTS,
        ("ADAM-1", r"d_t = g_t + \lambda \theta_{t-1}"),
        ("ADAM-2", r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) d_t"),
        ("ADAM-3", r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) d_t^2"),
        ("ADAM-4", r"\hat m_t = \frac{m_t}{b_{1,t}}"),
        ("ADAM-5", r"\hat v_t = \frac{v_t}{b_{2,t}}"),
        ("ADAM-6", r"D_t = \sqrt{\hat v_t} + \varepsilon"),
        ("ADAM-7", r"\theta_t = \theta_{t-1} - \eta \frac{\hat m_t}{D_t}"),
    ]


def test_adam_of_the_paper_has_no_decay():
    assert ("ADAM-1", "d_t = g_t") in lines(get("adam"), "paper", "step")


def test_adam_of_keras_decays_the_parameter_and_has_another_epsilon():
    found = lines(get("adam"), "keras-3.15", "step")
    assert found[0] == ("ADAM-1", r"\theta'_t = (1 - \eta \lambda) \theta_{t-1}")
    assert found[-2:] == [
        ("ADAM-6", r"D_t = \frac{\sqrt{v_t} + \varepsilon}{\sqrt{b_{2,t}}}"),
        ("ADAM-7", r"\theta_t = \theta'_t - \eta \frac{\hat m_t}{D_t}"),
    ]


def _late(q, h, c, s, t):
    """Only fills its state at the first step, and moves nothing at the second."""
    if t == 1:
        q("n", s.g * s.g, "LATE-1")
        return
    if t == 2:
        q("theta", s.theta, "LATE-5")
    q("n", h.rho * s.n + (1 - h.rho) * (s.g * s.g), "LATE-1")
    u = q("u", q.clip(s.g / q.maximum(q.sqrt(s.n), h.eps), c.limit), "LATE-2")
    if t > 2:
        q("theta", s.theta - h.lr * u, "LATE-3")


POSITIVE = Interval("[0, inf)")
LATE = Algorithm(
    name="late",
    title="Late",
    hypers=tuple(Hyper(n, x, POSITIVE, "") for n, x in (("lr", r"\eta"), ("rho", r"\rho"), ("eps", r"\varepsilon"))),
    slots=(Slot("n", "n", ""),),
    switches={},
    variants=(Variant("paper", {}, {"lr": None, "rho": None, "eps": None}, ""),),
    coefficients=lambda q, h, t: q("limit", q.number(t - 1) * h.rho, "LATE-2"),
    step=_late,
    start_clause="LATE-4",
    latex={"limit": "c"},
)


def test_an_early_step_that_differs_is_shown_apart_with_what_stays():
    assert lines(LATE, "paper", "step") == [
        ("LATE-1", r"n_t = \rho n_{t-1} + (1 - \rho) g_t^2"),
        ("LATE-2", r"\mathrm{u}_t = \operatorname{clip}(\frac{g_t}{\max(\sqrt{n_{t-1}}, \varepsilon)}, -c_t, c_t)"),
        ("LATE-3", r"\theta_t = \theta_{t-1} - \eta \mathrm{u}_t"),
    ]
    assert lines(LATE, "paper", "coefficients") == [("LATE-2", r"c_t = (t - 1) \rho")]
    assert lines(LATE, "paper", "step 1") == [("LATE-1", "n_1 = g_1^2"), ("LATE-3", r"\theta_1 = \theta_0")]
    assert lines(LATE, "paper", "step 2") == [("LATE-5", r"\theta_2 = \theta_1")]


def test_a_first_step_like_the_others_is_not_shown():
    assert lines(get("adam"), "pytorch-2.13", "step 1") == []


def test_a_variant_must_not_lack_what_has_no_neutral_value():
    bare = Variant("bare", {}, {"lr": None, "rho": None}, "")
    with pytest.raises(OutOfDomain, match="lacks eps"):
        equations(replace(LATE, variants=(bare,)), bare)


@pytest.mark.parametrize("name", names())
def test_every_variant_has_formulas_with_letters_of_its_own(name):
    algorithm = get(name)
    for variant in algorithm.variants:
        found = equations(algorithm, variant)
        assert found
        assert not [e.latex for e in found if r"\mathrm" in e.latex], "Algorithm.latex lacks a letter"


def test_a_formula_has_no_tensors():
    with pytest.raises(TypeError):
        Formula(LATE, t).tensor([])
