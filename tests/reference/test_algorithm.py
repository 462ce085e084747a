"""What an algorithm and a case refuse, with a message that says what was wrong."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from goldstep.reference.algorithm import Interval, exact_double
from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.errors import OutOfDomain, UnknownName
from goldstep.reference.registry import get, names
from goldstep.reference.trajectory import Case, follow

ADAM = get("adam")
HYPER = {"lr": F(1), "beta1": F(1, 2), "beta2": F(1, 2), "eps": F(1)}
CASE = Case(
    name="small",
    algorithm="adam",
    variant="paper",
    hyper=HYPER,
    shapes=((2,), (1, 1)),
    params=((F(1), F(2)), (F(3),)),
    gradients=(((F(1), F(2)), (F(3),)),) * 3,
)


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        ("[0, 1)", (F(0), F(1, 2)), (F(-1, 10**9), F(1), F(2))),
        ("(0, 1]", (F(1), F(1, 10**9)), (F(0), F(10**9 + 1, 10**9))),
        ("[0, inf)", (F(0), F(10**30)), (F(-1),)),
        ("[1/1024, 1]", (F(1, 1024),), (F(1, 1025),)),
    ],
)
def test_an_interval_holds_just_the_ends_that_it_says(interval, inside, outside):
    assert all(x in Interval(interval) for x in inside)
    assert not any(x in Interval(interval) for x in outside)


class TestHyperparameters:
    @staticmethod
    def complete(variant="paper", **given):
        return ADAM.complete(ADAM.variant(variant), {**HYPER, **given})

    def test_a_variant_without_one_has_its_neutral_value(self):
        assert self.complete() == {**HYPER, "weight_decay": 0}

    def test_an_unknown_one_offers_the_closest(self):
        with pytest.raises(UnknownName, match="unknown hyperparameter of adam 'beta'; did you mean beta2 or beta1"):
            self.complete(beta=F(1))

    def test_one_that_the_variant_lacks(self):
        with pytest.raises(OutOfDomain, match="adam paper has no hyperparameter 'weight_decay'"):
            self.complete(weight_decay=F(0))

    @pytest.mark.parametrize(("name", "value"), [("lr", F(-1)), ("beta1", F(1)), ("beta2", F(2)), ("eps", F(-1, 8))])
    def test_out_of_domain(self, name, value):
        with pytest.raises(OutOfDomain, match=rf"adam: {name} = .* is outside its domain \["):
            self.complete(**{name: value})

    def test_a_missing_one(self):
        with pytest.raises(OutOfDomain, match="adam paper: no value for beta2, eps"):
            ADAM.complete(ADAM.variant("paper"), {"lr": F(1), "beta1": F(0)})

    def test_one_that_is_missing_and_has_no_neutral_value(self):
        bare = replace(ADAM.variant("paper"), defaults={})
        with pytest.raises(OutOfDomain, match="lacks lr, which has no neutral value"):
            ADAM.complete(bare, {})


class TestNames:
    def test_an_unknown_algorithm_offers_the_closest(self):
        with pytest.raises(UnknownName, match="unknown algorithm 'adamx'; did you mean adamax"):
            get("adamx")

    def test_or_all_where_none_is_close(self):
        with pytest.raises(UnknownName, match=f"known: {', '.join(names())}"):
            get("zzz")

    def test_an_unknown_variant(self):
        with pytest.raises(UnknownName, match=r"unknown variant of adam 'pytorch-2.12'; did you mean pytorch-2\.13"):
            ADAM.variant("pytorch-2.12")

    def test_nothing_is_known(self):
        assert str(UnknownName("case", "x", [])) == "unknown case 'x'; known: none"


class TestInputs:
    @pytest.mark.parametrize("value", [float("nan"), float("inf"), "-inf"])
    def test_nan_and_infinity_are_refused(self, value):
        with pytest.raises(OutOfDomain, match="is no finite float64"):
            exact_double(value)

    def test_a_decimal_means_its_float64(self):
        assert exact_double("0.1") == exact_double(0.1) == F(0.1) != F(1, 10)

    def test_parameters_of_another_size(self):
        with pytest.raises(OutOfDomain, match=r"small@paper: parameters have sizes \[2, 2\], shapes need \[2, 1\]"):
            replace(CASE, params=((F(1), F(2)), (F(3), F(4))))

    def test_gradients_of_another_size_name_their_step(self):
        with pytest.raises(OutOfDomain, match=r"gradients of step 2 have sizes \[2\]"):
            replace(CASE, gradients=(CASE.gradients[0], ((F(1), F(2)),)))

    def test_hyperparameters_out_of_domain_are_refused_with_the_case(self):
        with pytest.raises(OutOfDomain, match=r"beta1 = 1\.0"):
            replace(CASE, hyper={**HYPER, "beta1": F(1)})

    def test_also_where_they_change_later(self):
        with pytest.raises(OutOfDomain, match=r"lr = -1\.0"):
            replace(CASE, changes={2: {"lr": F(-1)}})


class TestFollow:
    def test_a_change_takes_effect_at_its_step_and_stays(self):
        case = replace(CASE, changes={2: {"lr": F(0)}})
        assert [case.hypers_at(t)["lr"] for t in (1, 2, 3)] == [1, 0, 0]

    def test_a_run_from_the_middle_goes_on_as_the_whole(self):
        """From the state after step 1, the steps 2 and 3 are those of the whole run: all squares are rational."""
        whole = list(follow(CASE, Rational()))
        state = whole[0].states
        rest = replace(
            CASE,
            params=tuple(tuple(s["theta"]) for s in state),
            gradients=CASE.gradients[1:],
            done=1,
            state={slot: tuple(tuple(s[slot]) for s in state) for slot in ("m", "v")},
        )
        again = list(follow(rest, Rational()))
        assert [m.t for m in again] == [2, 3]
        assert [list(s["theta"]) for s in again[-1].states] == [list(s["theta"]) for s in whole[-1].states]


def test_a_switch_that_a_variant_does_not_name_stands_at_its_first_setting():
    lion = get("lion")
    bare = replace(lion.variants[0], switches={"decay": "coupled"})
    (made,) = replace(lion, variants=(bare,)).variants
    assert made.switches == {"decay": "coupled", "direction": "sign", "caution": "off"}
    assert made.implied == {"direction", "caution"}
