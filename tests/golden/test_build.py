"""Goldens as they are published: two engines agree, the schema holds, they have power, and they suffice."""

import copy
import json
from dataclasses import replace
from fractions import Fraction as F

import jsonschema
import pytest

from goldstep.golden import catalogue, power
from goldstep.golden.build import FORMAT, build
from goldstep.golden.power import WeakGoldens, prove
from goldstep.golden.store import FOLDER, Store, encode
from goldstep.reference.errors import UnknownName
from goldstep.reference.registry import get

SCHEMA = json.loads((FOLDER.parent / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("case_id", ["adadelta/decimal@pytorch-2.13", "adopt/spike@optax-0.2.8", "sgd/plain@paper"])
def test_both_engines_give_the_bytes_on_disk(case_id):
    (case,) = catalogue.select((case_id,))
    assert encode(build(case, "arb")) == encode(build(case, "mpf")) == Store().path(case_id).read_bytes()


def test_an_unknown_case_is_named():
    with pytest.raises(UnknownName, match=r"unknown case or algorithm .*; did you mean adam/spike@paper"):
        catalogue.select(("adam/spyke@paper",))


class TestSchema:
    def test_is_one_and_has_the_version_of_the_format(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        assert SCHEMA["$id"] == f"urn:goldstep:golden:{FORMAT}"

    @pytest.mark.parametrize("case_id", Store().ids())
    def test_holds_for_every_golden(self, case_id):
        VALIDATOR.validate(json.loads(Store().path(case_id).read_bytes()))

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            (["format"], "2.0.0"),
            (["case"], "spike"),
            (["hyper", "lr"], 0.0625),
            (["hyper", "lr"], "nan"),
            (["changes"], {"0": {"lr": "1"}}),
            (["slots"], ["m", "theta"]),
            (["shapes", 0], [0]),
            (["gradients", 0, 0, 0], "1/3"),
            (["steps", 0, "t"], 0),
            (["steps", 0, "surprise"], "x"),
            (["steps", 0, "parameters", 0, "m"], "0.5"),
            (["steps", 0, "budgets", "float64", 0, "theta", 0], "-1"),
            (["steps", 0, "budgets", "float8"], []),
        ],
        ids=lambda x: ".".join(map(str, x)) if isinstance(x, list) else None,
    )
    def test_does_not_hold_for_a_changed_one(self, place, value):
        document = copy.deepcopy(Store().read("adam/spike@paper").document)
        *above, last = place
        inner = document
        for key in above:
            inner = inner[key]
        inner[last] = value
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(document)

    @pytest.mark.parametrize("key", SCHEMA["required"])
    def test_nothing_may_be_missing(self, key):
        document = {k: v for k, v in Store().read("adam/spike@paper").document.items() if k != key}
        with pytest.raises(jsonschema.ValidationError, match=f"'{key}' is a required property"):
            VALIDATOR.validate(document)


class TestPower:
    """Goldens that cannot tell what they define from something else are refused."""

    @pytest.fixture
    def cases(self, monkeypatch):
        def use(change):
            changed = tuple(change(case) for case in catalogue.of_algorithm("adam"))
            monkeypatch.setattr(power.catalogue, "of_algorithm", lambda name: changed)

        return use

    def test_the_goldens_tell_all_variants_apart(self):
        pairs = {p.rival.label for p in prove("adam")}
        assert "keras-3.15 for pytorch-2.13" in pairs

    def test_a_tiny_epsilon_has_no_place(self, cases):
        cases(lambda case: replace(case, hyper={**case.hyper, "eps": F(1, 2**600)}))
        with pytest.raises(WeakGoldens, match=r"adam: the goldens do not tell apart by 100 budgets: .*eps-root for"):
            prove("adam")

    def test_every_variant_needs_a_golden(self, monkeypatch):
        only = tuple(c for c in catalogue.of_algorithm("adam") if c.variant != "mlx-0.32")
        monkeypatch.setattr(power.catalogue, "of_algorithm", lambda name: only)
        with pytest.raises(WeakGoldens, match=r"adam: no golden for variant mlx-0\.32"):
            prove("adam")

    def test_an_impostor_that_is_right_is_told_from_nothing(self):
        adam = get("adam")
        paper = adam.variant("paper")
        same = power.Rival("nothing wrong", adam, paper, paper)
        with pytest.raises(WeakGoldens, match="nothing wrong: 0 budgets"):
            prove("adam", [same])
