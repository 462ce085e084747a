"""`goldstep compare`: what differs, by how much, and when two variants are equal."""

import json

import pytest

from goldstep.conformance.cli.letters import letters
from goldstep.reference.registry import get


class TestTwoVariants:
    def test_formulas_options_steps_and_what_is_proved(self, run):
        shown = run("compare", "adam@pytorch-2.13", "adam@keras-3.15")
        assert shown.startswith("adam@pytorch-2.13: torch.optim.Adam\nadam@keras-3.15: keras.optimizers.Adam;")
        assert "  ADAM-6\n    adam@pytorch-2.13            Dₜ = √(v̂ₜ) + ε\n".replace("v̂", "v\u0302") in shown
        assert "    adam@keras-3.15              Dₜ = (√(vₜ) + ε)/(√(b₂,t))\n" in shown
        assert "  switch eps_place: outside, hat\n" in shown
        assert "  beta1         betas[0] = 0.9     beta_1 = 0.9\n" in shown
        assert "    step 1: moved by 0.0623, 0.0783 apart\n" in shown
        constant, changing, *_ = shown[shown.index("proved:") :].splitlines()
        assert constant == "proved: they are equal where eps = 0 and weight_decay = 0, with the same hyperparameters"
        assert changing.startswith(
            "proved: they are equal where weight_decay = 0, with eps = eps · √(1 - beta2^t) for "
        )
        assert changing.endswith(", a map that changes with the step")

    @pytest.mark.parametrize(
        ("of", "breaks", "off", "law"),
        [
            ("adam@pytorch-2.13", "adam@keras-3.15", ["weight_decay"], "where the gradient stays, so does the move"),
            ("sgd@pytorch-2.13", "adam@pytorch-2.13", ["weight_decay"], "a first move is proportional to the gradient"),
            ("adam@optax-0.2.8", "adam@optax-0.2.8-eps-root", [], "the inverse of a first move is linear in that of"),
            ("adagrad@keras-3.15", "adagrad@pytorch-2.13", ["weight_decay"], "the inverse square of a first move is"),
            ("rmsprop@paper", "adagrad@paper", [], "a first move is as long for a gradient of twice the size"),
        ],
    )
    def test_that_no_constant_map_exists_is_proved_by_a_law(self, run, of, breaks, off, law):
        for names in ((of, breaks), (breaks, of)):
            by_side = {x["no_hyperparameters_of"]: x for x in json.loads(run("compare", *names, "--json"))["refuted"]}
            found = by_side[of]
            assert (found["no_hyperparameters_of"], found["give"], found["without"]) == (of, breaks, off)
            assert found["law"].startswith(law)
            assert len(set(found["moves"])) == len(found["moves"]) > 1
        shown = run("compare", of, breaks)
        assert f"no constant hyperparameters of {of} give {breaks}\n  whatever its hyperparameters are" in shown

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("adamw@pytorch-2.13", "adamw@paper"),  # a constant map, that is proved
            ("adam@pytorch-2.13", "adamw@pytorch-2.13"),  # the same without weight decay
            ("sgd@pytorch-2.13-momentum", "sgd@keras-3.15-momentum"),
            ("lamb@optax-0.2.8", "lamb@keras-3.15"),  # the same without weight decay, too
            ("step_lr@pytorch-2.13", "step_lr@closed"),
        ],
    )
    def test_nothing_is_refuted_without_a_certificate(self, run, one, other):
        for names in ((one, other), (other, one)):
            assert json.loads(run("compare", *names, "--json"))["refuted"] == []

    def test_the_same_formulas(self, run):
        shown = run("compare", "adamw@pytorch-2.13", "adamw@optax-0.2.8")
        assert "\nthe formulas are the same\n" in shown
        assert "    step 5: moved by" in shown
        assert "no difference in 256 bits" in shown
        assert shown.endswith("proved: they are equal with the same hyperparameters\n")

    def test_three_values_that_have_to_be_given(self, run):
        shown = run("compare", "adagrad@pytorch-2.13", "adagrad@keras-3.15")
        assert "are equal where eps = 0 and lr_decay = 0 and weight_decay = 0, with the same hyperparameters\n" in shown

    def test_state_that_is_a_multiple(self, run):
        shown = run("compare", "sgd@pytorch-2.13-momentum", "sgd@keras-3.15-momentum")
        assert "  its b is -lr times the other; so lr must not change between steps\n" in shown

    def test_what_is_not_known_is_said_with_its_reason(self, run):
        shown = run("compare", "ema@pytorch-2.13", "ema@pytorch-2.13-buffers")
        assert "not proved: that they are equal with the same hyperparameters; the first steps of the example" in shown
        assert "  why: the forms of b_avg differ in a step in general\n" in shown
        for names in (
            ("ema@pytorch-2.13", "ema@pytorch-2.13-buffers"),
            ("ema@pytorch-2.13-buffers", "ema@pytorch-2.13"),
        ):
            assert "proved nor refuted: that some constant hyperparameters of {} give {}\n".format(*names) in shown
        assert shown.endswith("  why: laws are looked for in what is given a gradient, and nothing else\n")
        shown = run("compare", "adam@pytorch-2.13", "adam@keras-3.15")
        assert "neither proved nor refuted: where weight_decay is not 0, that some other constant hyperparam" in shown
        assert shown.endswith("  why: none of 10 laws is proved for the one and certainly broken by the other\n")

    def test_a_map_that_numbers_refute_is_said_with_the_step(self, run):
        shown = run("compare", "ema@paper", "ema@pytorch-2.13")
        assert "refuted: that they are equal with the same hyperparameters: the example parts them in step 2\n" in shown

    @pytest.mark.parametrize(
        ("one", "other", "told"),
        [
            ("step_lr@pytorch-2.13", "step_lr@closed", " for each step_size up to 12 with the same hyperparameters"),
            (
                "exponential_lr@pytorch-2.13",
                "exponential_lr@keras-3.15",
                " with steps = 1 for exponential_lr@keras-3.15",
            ),
            (
                "cosine_annealing@paper",
                "cosine_annealing@pytorch-2.13",
                " for each length up to 12 with the same hyperp",
            ),
            (
                "cosine_annealing@optax-0.2.8",
                "cosine_annealing@keras-3.15",
                " for each length up to 12 where exponent = 1, with the same",
            ),
            (
                "polynomial_lr@pytorch-2.13",
                "polynomial_lr@keras-3.15",
                " for each length up to 12 with end = 0 for pol",
            ),
        ],
    )
    def test_schedules_are_proved_over_a_span_of_steps(self, run, one, other, told):
        shown = run("compare", one, other)
        assert f"proved: they are equal in steps 1 to 36{told}" in shown
        assert "  beyond that it is not proved: " in shown

    @pytest.mark.parametrize(
        ("one", "other", "step"),
        [
            ("cosine_annealing@pytorch-2.13", "cosine_annealing@keras-3.15", 9),  # it turns back, or stays at the end
            ("polynomial_lr@keras-3.15", "polynomial_lr@keras-3.15-cycle", 9),
            ("one_cycle_lr@pytorch-2.13", "one_cycle_lr@fastai-2.7", 2),
        ],
    )
    def test_schedules_are_followed_beyond_their_transitions(self, run, one, other, step):
        found = json.loads(run("compare", one, other, "--json"))["equal"]
        assert (found["constant"], found["spanned"], found["unproved"]) == (None, None, None)
        assert found["nearest"]["parts_after"] == step

    @pytest.mark.parametrize(
        ("of", "breaks"),
        [
            ("adafactor@transformers-5.24-given", "adafactor@pytorch-2.13"),
            ("adafactor@optax-0.2.8", "adafactor@pytorch-optimizer-4.1"),
        ],
    )
    def test_laws_hold_for_one_element_of_what_brings_elements_together(self, run, of, breaks):
        assert f"no constant hyperparameters of {of} give {breaks}\n" in run("compare", of, breaks)

    def test_of_two_algorithms(self, run):
        shown = run("compare", "adam@pytorch-2.13", "adamw@pytorch-2.13")
        assert "proved: they are equal where weight_decay = 0, with the same hyperparameters" in shown

    def test_for_programs(self, run):
        found = json.loads(run("compare", "adamw@pytorch-2.13", "adamw@paper", "--json"))
        assert found["sides"][0]["options"]["beta2"] == "betas[1]"
        assert found["equal"]["constant"] == {
            "where": {}, "map": ["weight_decay = weight_decay · lr", "schedule_multiplier = 1"], "state": ""
        }  # fmt: skip
        assert found["same_hyperparameters"]["steps"][0]["certain"] is True

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["adam@paper"], "give two variants, such as"),
            (["adam", "adamw", "sgd"], "give two variants, such as"),
            (["adam", "lion@paper"], "adam has several variants: write adam@pytorch-2.13, for example"),
            (["adam@papr", "adam@paper"], "unknown variant of adam 'papr'; did you mean paper?"),
            (["adm"], "unknown algorithm 'adm'; did you mean adam"),
            (["adam@paper", "step_lr@closed"], "take different inputs, so no run of them can be compared"),
        ],
    )
    def test_what_cannot_be_compared(self, run, words, message):
        assert message in run("compare", *words, code=2)


class TestAllVariants:
    def test_one_table(self, run):
        heads, *rows = run("compare", "adam").split("\n\n")[0].splitlines()
        assert heads.split()[:3] == ["variant", "eps_place", "decay"]
        assert [row.split()[0] for row in rows] == [variant.name for variant in get("adam").variants]
        assert rows[4].split()[1:] == ["hat", "decoupled", "on", "off", "1e-3", "0.9", "0.999", "1e-7", "0"]

    def test_for_programs(self, run):
        found = json.loads(run("compare", "lion", "--json"))
        assert [variant["name"] for variant in found["variants"]] == [variant.name for variant in get("lion").variants]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"D_t = \frac{\sqrt{v_t} + \varepsilon}{\sqrt{b_{2,t}}}", "Dₜ = (√(vₜ) + ε)/(√(b₂,t))"),
        (r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", "{ 1 if  x > 0 ; 0 otherwise }"),
        (r"1 / \sqrt t", "1 / √t"),
    ],
)
def test_formulas_within_formulas(latex, text):
    assert letters(latex) == text
