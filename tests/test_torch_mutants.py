"""Wrong formulas written into torch's own source are convicted, and the right clause is named.

They are formulas with which the optimizer tests of frameworks still pass.
"""

import importlib
import inspect
from dataclasses import dataclass
from types import ModuleType

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install 'goldstep[torch]'")

from goldstep.adapters.loading import load  # noqa: E402  (after the check for torch)
from goldstep.conformance.battery import cells  # noqa: E402
from goldstep.conformance.checks import get  # noqa: E402
from goldstep.conformance.subject import Selection  # noqa: E402


@dataclass(frozen=True)
class Mutant:
    """Replacements in ``torch/optim/<module>.py``, in the for-loop and in the foreach path."""

    name: str
    module: str
    optimizer: str
    algorithm: str
    clause: str
    changes: tuple[tuple[str, str], ...]


_AVERAGE_EPS = (
    ("avg = avg.add_(eps)", "avg = avg.add_(eps * {})"),
    ("_foreach_add_(avg, eps)", "_foreach_add_(avg, eps * {})"),
)


def _scaled(factor):
    return tuple((old, new.format(factor)) for old, new in _AVERAGE_EPS)


MUTANTS = [
    Mutant(
        "bias-of-m-one-ahead",
        "adam",
        "Adam",
        "adam",
        "ADAM-4",
        (
            ("bias_correction1 = 1 - beta1**step\n", "bias_correction1 = 1 - beta1 ** (step + 1)\n"),
            ("1 - beta1 ** _get_value(step)", "1 - beta1 ** (_get_value(step) + 1)"),
        ),
    ),
    Mutant(
        "no-maximum",
        "adam",
        "Adam",
        "amsgrad",
        "AMSGRAD-5",
        (
            (
                "torch.maximum(max_exp_avg_sqs[i], exp_avg_sq, out=max_exp_avg_sqs[i])",
                "max_exp_avg_sqs[i].copy_(exp_avg_sq)",
            ),
            (
                "torch._foreach_maximum_(device_max_exp_avg_sqs, device_exp_avg_sqs)",
                "torch._foreach_copy_(device_max_exp_avg_sqs, device_exp_avg_sqs)",
            ),
        ),
    ),
    Mutant(
        "decay-without-lr",
        "adam",
        "Adam",
        "adamw",
        "ADAMW-1",
        (("1 - lr * weight_decay", "1 - weight_decay"),),
    ),
    Mutant("eps-tiny", "rmsprop", "RMSprop", "rmsprop", "RMSPROP-5", _scaled("1e-9")),
    Mutant("eps-huge", "rmsprop", "RMSprop", "rmsprop", "RMSPROP-5", _scaled("1e5")),
    Mutant(
        "eps-hundredfold",
        "adadelta",
        "Adadelta",
        "adadelta",
        "ADADELTA-4",
        (
            ("square_avg.add(eps)", "square_avg.add(eps * 100)"),
            ("acc_delta.add(eps)", "acc_delta.add(eps * 100)"),
            ("(device_square_avgs, eps)", "(device_square_avgs, eps * 100)"),
            ("(device_acc_deltas, eps)", "(device_acc_deltas, eps * 100)"),
        ),
    ),
    Mutant(
        "lr-decay-counts-from-one",
        "adagrad",
        "Adagrad",
        "adagrad",
        "ADAGRAD-3",
        (
            ("(step - 1) * lr_decay", "step * lr_decay"),
            ("(_get_value(step) - 1) * lr_decay", "_get_value(step) * lr_decay"),
        ),
    ),
    Mutant(
        "lr-decay-ignored",
        "adagrad",
        "Adagrad",
        "adagrad",
        "ADAGRAD-3",
        (("(step - 1) * lr_decay", "0 * lr_decay"), ("(_get_value(step) - 1) * lr_decay", "0 * lr_decay")),
    ),
    Mutant(
        "ascent", "rmsprop", "RMSprop", "rmsprop", "RMSPROP-7", (("value=-lr", "value=lr"), ("value=-lr", "value=lr"))
    ),
]


@pytest.fixture
def mutated(request, monkeypatch):
    """torch.optim with the mutant's class in the place of the real one."""
    mutant = request.param
    original = importlib.import_module(f"torch.optim.{mutant.module}")
    source = inspect.getsource(original)
    for old, new in mutant.changes:
        assert old in source or new in source, f"torch has no {old!r}"
        source = source.replace(old, new)
    module = ModuleType(original.__name__)
    module.__dict__.update(__file__=original.__file__, __package__="torch.optim")
    exec(compile(source, f"<{mutant.name}>", "exec"), module.__dict__)
    target = "AdamW" if mutant.algorithm == "adamw" else mutant.optimizer
    monkeypatch.setattr(torch.optim, target, _class(module, mutant))
    return mutant


def _class(module, mutant):
    if mutant.algorithm != "adamw":
        return getattr(module, mutant.optimizer)
    return lambda params, **options: module.Adam(params, **options, decoupled_weight_decay=True)


@pytest.mark.parametrize("mode", ["for-loop", "foreach"])
@pytest.mark.parametrize("mutated", MUTANTS, indirect=True, ids=lambda m: f"{m.module}-{m.name}")
def test_a_wrong_formula_in_torch_is_convicted_with_its_clause(mutated, mode):
    selection = Selection((mutated.algorithm,), ("float32",), (mode,))

    outcomes = [cell.judge() for cell in cells(load("torch"), selection, get("one-step"))]

    violations = [o for o in outcomes if o.verdict == "violates"]
    assert violations
    assert any(mutated.clause in o.clauses for o in violations)
    assert any(mutated.clause in note for o in violations for note in o.notes)
