"""A correct backend in float16 is not convicted, by NumPy and by PyTorch: what leaves the range is untested instead."""

import random
from dataclasses import replace

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells, outcomes
from goldstep.conformance.checks import get as check
from goldstep.conformance.deviations import match, of_adapter
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection
from goldstep.reference.registry import get

ALGORITHMS = [
    *("sgd", "adagrad", "rmsprop", "adadelta", "adam", "adamw", "adamax", "amsgrad", "nadam", "lion", "adopt", "lamb"),
    *("lars", "ema", "swa", "clip_by_global_norm", "gradient_accumulation", "training_loop"),
]
IN_TORCH = [
    *("sgd", "adagrad", "rmsprop", "adadelta", "adam", "adamw", "adamax", "amsgrad", "nadam", "radam", "nag", "lbfgs"),
    *("ema", "swa", "clip_by_global_norm"),
]
KNOWN = of_adapter("torch", None)
DECLARED = {("sgd", "fused"), ("nag", "fused"), ("radam", "foreach")}  # deviations of PyTorch in every dtype or 16 bits


def half(name, variant, dtypes=("float16",)):
    """NumPy in float16: storage and arithmetic of the tensors; scalars are Python's."""

    class Half(Performer):
        def info(self):
            return Info("half", "0", {name: [variant]}, dtypes=dtypes, groups=True)

    return Backend(name, lambda: Half(get(name), variant))


def distinct(name):
    return list({tuple(v.switches.items()): v.name for v in reversed(get(name).variants)}.values())


def variants():
    """Of a third of the algorithms one variant each is drawn by a fixed seed; the whole has the others."""
    drawn = random.Random(16)
    some = drawn.sample(ALGORITHMS, len(ALGORITHMS) // 3)
    for name in ALGORITHMS:
        own = drawn.choice(distinct(name))
        for variant in distinct(name):
            marks = () if variant == own and name in some else pytest.mark.whole
            yield pytest.param(name, variant, marks=marks, id=f"{name}@{variant}")


@pytest.mark.parametrize(("name", "variant"), list(variants()))
def test_numpy_is_not_convicted(name, variant):
    tested = 0
    for cell, outcome in outcomes(half(name, variant), Selection()):
        assert not outcome.failed, (cell.id, outcome.reason)
        tested += outcome.verdict is not Verdict.UNTESTED
    assert tested > 5


def drawn_of_torch():
    own = random.Random(16).sample(IN_TORCH, 3)
    return [pytest.param(name, marks=() if name in own else pytest.mark.whole) for name in IN_TORCH]


@pytest.mark.parametrize("name", drawn_of_torch())
def test_torch_is_not_convicted(name):
    torch = pytest.importorskip("goldstep.adapters.torch", exc_type=ImportError)

    class Half(torch.Torch):
        def info(self):
            info = super().info()
            return replace(
                info,
                algorithms={name: info.algorithms[name]},
                dtypes=("float16",),
                dtypes_of={},
                modes_of={n: modes for n, modes in info.modes_of.items() if n == name},
                options={o: of for o, of in info.options.items() if o != "guard"},  # GradScaler refuses float16
            )

    for cell, outcome in outcomes(Backend("half", Half), Selection()):
        declared = (name, cell.subject.mode) in DECLARED or match(KNOWN, cell.id.replace("/f16/", "/bf16/"))
        assert declared or not outcome.failed, (cell.id, outcome.reason)


def outcome_of(name, variant, dtype, check_name, cell_name):
    judged = half(name, variant, (dtype,))
    (cell,) = (c for c in cells(judged, Selection(), check(check_name)) if c.name == cell_name)
    return cell.judge(diagnose=False)


class TestReasons:
    """What is not run in float16 says why, and is run in float32."""

    @pytest.mark.parametrize(
        ("check_name", "cell_name", "reason"),
        [
            ("identities", "scaling", "come near the subnormal numbers of float16, which round"),
            ("counterexamples", "adopt-toy-k50", "a quantity leaves the range of float16"),
        ],
    )
    def test_of_adam(self, check_name, cell_name, reason):
        outcome = outcome_of("adam", "paper", "float16", check_name, cell_name)
        assert outcome.verdict is Verdict.UNTESTED
        assert reason in outcome.reason
        assert outcome_of("adam", "paper", "float32", check_name, cell_name).verdict is Verdict.CONFORMS

    def test_of_gradients_that_are_near_the_largest_number(self):
        judged = half("sgd", "paper")
        (cell,) = (c for c in cells(judged, Selection(), check("identities")) if c.name == "scaling")
        case = cell.subject.cases[0]
        huge = tuple(tuple(tuple(x * 2**11 for x in g) for g in step) for step in case.gradients)
        cell.subject.__dict__["cases"] = (replace(case, gradients=huge),)
        assert "come near the end of the range of float16" in cell.judge(diagnose=False).reason
