"""Real backends, judged end to end by the command that users type."""

import importlib.util
import json
import random
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from goldstep.adapters.loading import load
from goldstep.reference.registry import names

ADAPTERS = Path(__file__).parents[1] / "adapters"


def bound(folder: str) -> set[str]:
    """The algorithms that an adapter has a module for."""
    return {path.stem for path in (ADAPTERS / folder).glob("[a-z]*.py")}


ALGORITHMS = {
    "numpy": set(names()),
    "torch": bound("torch/bindings"),
    "optax": bound("optax/bindings"),
    "keras": bound("keras/bindings"),
    "keras-torch": bound("keras/bindings"),
    "pytorch-optimizer": bound("pytorch_optimizer/bindings"),
    "mlx": bound("mlx/bindings"),
    "tinygrad": bound("tinygrad/bindings"),
    "ferrotensor": {"adamw", "sgd"},
}
MODES = {
    "numpy": {"default"},
    "torch": {"for-loop", "foreach", "fused"},
    "optax": {"eager", "jit"},
    "keras": {"eager", "jit"},
    "keras-torch": {"eager"},
    "pytorch-optimizer": {"for-loop", "foreach"},
    "mlx": {"default"},
    "tinygrad": {"eager", "fused", "jit"},
    "ferrotensor": {"default"},
}
DTYPES = {
    "numpy": {"float64", "float32"},
    "torch": {"float64", "float32", "bfloat16"},
    "optax": {"float64", "float32"},
    "keras": {"float64", "float32"},
    "keras-torch": {"float64", "float32"},
    "pytorch-optimizer": {"float64", "float32", "bfloat16"},
    "mlx": {"float32", "bfloat16"},
    "tinygrad": {"float32"},
    "ferrotensor": {"float32"},
}
REASONS = (  # why a cell may stay untested: anything else would be a check that silently vanished
    "has no fused implementation",
    "has no foreach implementation",
    "too coarse to be independent",
    "so that in 16 bits they share a rounding",
    "most updates are the same in 16 bits, and so are their roundings",
    "no update has a budget in bfloat16",
    "is wider than the drift in bfloat16",
    "a quantity leaves the range of bfloat16",
    "so their roundings agree",
    "inverse square roots that are approximate have a bias",
    "is vacuous in bfloat16",
    "is vacuous in float32",
    "is vacuous in float64",
    "the adapter has no step_on(), so its line search cannot run",
    "this variant is not invariant to the scale of the gradients",
    "a step brings the elements of a tensor together",
    "a signed slot starts from a value of one sign",
    "ferrotensor has no dampening",
    "declares no parameter groups",
    "declares no maximize",
    "declares no guard",
    "declares no mask",
    "declares no windows",
    "declares no lengths",
    "a window whose length changes is a branch, which is compiled only",
    "the adapter has no evaluate(), so the weights to be evaluated cannot be judged",
    "declares that no hyperparameter can have another value here",
    "cannot be read",
    "cannot be read, so no step can be judged on its own",
    "cannot be read, so a run cannot be saved",
    "state() has no step count t, so a run cannot be saved",
    "no golden case has hyperparameters that are exact in this dtype",
    "no window of steps is judged: the adapter has no load(), or every budget is vacuous",
    "the backend holds no gradient that a step has to leave as it is",
    "the adapter has no gradients(), so what a step does to those of the backend cannot be seen",
    "is given something for every parameter at every step",
    "does not declare that a gradient may be missing",
    "has no run that a parameter could join",
    "takes its inputs for every parameter at every step",
    "has no add(), so no parameter can join a run",
    "has no default in optax",
    "has no default in MLX",
    "which no step of a scalar can have",
    "scalars that are held in 16 bits round all elements of a step to the same side",
    "is outside of (0, inf), which is declared",
    "is outside of [1, inf), which is declared",
    "has no default in pytorch_optimizer by this name",
    "does not declare that hyperparameters may be left out",
    "the adapter has no save() and restore(), so its own saving and loading cannot be judged",
    "the adapter has no load(), or does not show its whole state",
    "the adapter does not declare that it works in the memory that it is given",
    "of the numpy backend joins its parameters to one vector",
    "in the memory of a user",
    "the adapter has no told(), so what it says besides its state cannot be judged",
    "the adapter tells nothing besides its state here",
)
LEFT_OUT = 48  # chances of an algorithm to be drawn for no part, beside one for each part that it has
COMPILED = {
    "gradient_accumulation",
    "training_loop",
}  # optax's MultiSteps branches, which is compiled at each eager step
FEW = {"optax", "keras", "keras-torch", "tinygrad"}  # judged in some dtypes and modes only


@dataclass(frozen=True)
class Part:
    """Some checks of a backend in one or all of its dtypes and of its modes."""

    adapter: str
    dtype: str = ""
    mode: str = ""
    checks: tuple[str, ...] = ()

    def __str__(self):
        return "-".join(filter(None, (self.adapter, self.mode, self.dtype)))

    def has(self, name):
        if self.adapter == "keras-torch":
            return True  # a process has Keras on one backend, and here that is JAX
        info = load(self.adapter).info
        compiled = self.adapter == "optax" and self.mode == "eager" and name in COMPILED
        takes = not self.mode or self.mode in info.modes_of.get(name, info.modes)
        return bool(self.dtypes & {*info.dtypes_of.get(name, info.dtypes)}) and takes and not compiled

    @property
    def dtypes(self):
        return {self.dtype} if self.dtype else DTYPES[self.adapter]

    def algorithms(self, drawn):
        """Each is drawn for one of its parts, or mostly for none; adamw, which all have in all modes, is in those parts
        that have several modes, or nothing else.

        Of the embedded backend, which shows what Goldstep itself gets wrong, few are drawn; the others are judged
        by the installed wheel, in `.ci/run`, though not by every check.
        """
        draw, own = random.Random(15), set()
        out = [None] * (LEFT_OUT // 2 if self.adapter == "numpy" else LEFT_OUT)
        for name in sorted(ALGORITHMS[self.adapter]):
            parts = [part for part in PARTS if part.adapter == self.adapter and part.has(name)]
            own |= {name} if draw.choice([*parts, *out]) is self else set()
        own |= {"adamw"} if (len(MODES[self.adapter]) > 1 and not self.mode) or not own else set()
        return sorted(own) if drawn else sorted(x for x in ALGORITHMS[self.adapter] - own | {"adamw"} if self.has(x))


PARTS = [
    Part("optax", "float32", "jit"),
    Part("optax", "float64", "jit", ("smoke", "trajectory", "transitions")),  # each case is compiled anew
    Part("optax", "float64", "eager", ("smoke", "one-step", "trajectory")),  # slow without a compiler
    Part("keras", "float32", "jit", ("smoke", "trajectory")),
    Part("keras-torch", "float32", checks=("smoke", "trajectory")),
    Part("tinygrad", "float32", "eager", ("smoke", "trajectory")),
    Part("tinygrad", "float32", "fused", ("smoke", "trajectory")),
    Part("tinygrad", "float32", "jit", ("smoke", "trajectory")),
    *(Part(adapter) for adapter in sorted(DTYPES) if adapter not in FEW),
]
NEEDED = {"keras-torch": "keras"}
SLOW = {"tinygrad": pytest.mark.whole}  # each kernel that it makes takes a tenth of a second without clang


@pytest.mark.parametrize("drawn", [True, pytest.param(False, marks=pytest.mark.whole)], ids=["drawn", "rest"])
@pytest.mark.parametrize("part", [pytest.param(part, marks=SLOW.get(part.adapter, ())) for part in PARTS], ids=str)
def test_a_real_backend_is_judged_and_conforms(part, drawn, tmp_path):
    """Whole batteries take minutes: without `-m whole` a part has algorithms that are drawn by a fixed seed."""
    if importlib.util.find_spec(NEEDED.get(part.adapter, part.adapter.replace("-", "_"))) is None:
        pytest.skip(f"{part.adapter} is not installed: pip install 'goldstep[{part.adapter}]'")
    run_file = tmp_path / "run.jsonl"
    goldstep = Path(sys.executable).with_name("goldstep")
    algorithms = part.algorithms(drawn)
    chosen = {"algorithm": algorithms, "mode": filter(None, [part.mode]), "dtype": sorted(part.dtypes)}

    done = subprocess.run(
        [goldstep, "check", part.adapter, "--run-file", run_file]
        + [f"--{k}={x}" for k, values in {**chosen, "check": part.checks}.items() for x in values],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    header, *results, footer = [json.loads(line) for line in run_file.read_text().splitlines()]
    assert header["backend"]["adapter"] == part.adapter
    assert footer["complete"]
    assert footer["results"] == len(results)
    passed = [r for r in results if r["verdict"] in ("conforms", "variant")]
    declared = [r for r in results if r["deviation"]]  # all that these checks have of an algorithm, maybe
    assert sorted({r["algorithm"] for r in passed + declared}) == algorithms
    assert {r["mode"] for r in passed} == ({part.mode} if part.mode else MODES[part.adapter])
    assert {r["dtype"] for r in passed} == part.dtypes
    assert [r["id"] for r in results if r["verdict"] in ("violates", "error") and not r["deviation"]] == []
    unknown = [r["reason"] for r in results if r["verdict"] == "untested" and not r["reason"].endswith(REASONS)]
    assert unknown == []


@pytest.mark.parametrize("adapter", ["torch", "pytorch-optimizer"])
def test_every_algorithm_of_a_framework_has_the_values_of_the_goldens(adapter, goldstep):
    if importlib.util.find_spec(adapter.replace("-", "_")) is None:
        pytest.skip(f"{adapter} is not installed: pip install 'goldstep[{adapter}]'")
    shown = goldstep("check", adapter, "--dtype", "float64", "--check", "smoke", "--check", "trajectory", "--full")

    assert set(re.findall(r"\w+", shown)) >= ALGORITHMS[adapter]


def test_the_counterexamples_are_passed_by_failing_to_converge():
    """A correct Adam is driven away from the best point, AMSGrad and plain ADOPT are not."""
    from goldstep.conformance.checks import get
    from goldstep.conformance.subject import Selection, subjects

    check, fate = get("counterexamples"), {}
    for subject in subjects(load("numpy"), Selection(("adam", "amsgrad", "adopt"), ("float64",))):
        for cell in check.cells(subject):
            fate[subject.algorithm_name, subject.variant_name, cell] = check.run(subject, cell).reason

    assert "passes by failing to converge" in fate["adam", "pytorch-2.13", "reddi-theorem-1"]
    assert "away from the best point" in fate["adam", "pytorch-2.13", "reddi-c101"]
    assert "away from the best point" in fate["adam", "pytorch-2.13", "adopt-toy-k50"]
    assert "away from the best point" in fate["adam", "pytorch-2.13", "reddi-below-boundary"]
    assert "to the best point" in fate["adam", "pytorch-2.13", "reddi-above-boundary"]
    assert "to the best point" in fate["adam", "pytorch-2.13", "without-replacement"]
    for variant in ("pytorch-2.13", "optax-0.2.8"):
        assert "to the best point" in fate["amsgrad", variant, "reddi-c101"]
        assert "to the best point" in fate["amsgrad", variant, "adopt-toy-k50"]
    for variant in ("official-unclipped", "paper-v1"):
        assert "to the best point" in fate["adopt", variant, "reddi-c101"]
        assert "to the best point" in fate["adopt", variant, "adopt-toy-k50"]
        assert "away from the best point" in fate["adopt", variant, "without-replacement"]


@pytest.mark.whole
@pytest.mark.parametrize("script", sorted((ADAPTERS / "keras/reproducers").glob("*.py")), ids=lambda path: path.stem)
def test_every_reproducer_of_keras_runs_in_a_process_of_its_own(script, kept):
    """Each chooses the backend of Keras that it needs."""
    (needed,) = re.findall(r'"KERAS_BACKEND"\] = "(\w+)"', script.read_text(encoding="utf-8"))
    for package in ("keras", needed):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")

    done = subprocess.run([sys.executable, script], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    kept(script, done.stdout)


@pytest.mark.parametrize("adapter", ["torch", "optax", "pytorch-optimizer", "mlx", "tinygrad"])
def test_every_reproducer_runs_and_shows_something(adapter, kept):
    package = adapter.replace("-", "_")
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{adapter} is not installed: pip install 'goldstep[{adapter}]'")
    scripts = sorted((ADAPTERS / package / "reproducers").glob("*.py"))
    code = "import runpy, sys\nfor p in sys.argv[1:]: print('==', p); runpy.run_path(p)"

    done = subprocess.run([sys.executable, "-c", code, *scripts], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    shown = re.findall(r"^== .*\n((?:(?!== ).*\n)*)", done.stdout, re.M)
    for script, text in zip(scripts, shown, strict=True):
        kept(script, text)
