"""Classes of torch optimizers without an adapter, as others release them: read, judged, and written down."""

import re
from pathlib import Path

import pytest
from judged import FEW, lines, told, verdicts

from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session
from goldstep.reference.errors import GoldstepError

FILE = Path(__file__).parent / "standin" / "optim.py"


def test_what_it_is_and_what_it_calls_things_is_read_off_a_class():
    assert told("torch:standin.optim.Renamed", "adamw") == (
        "judged as adamw pytorch-2.13, which its first 8 steps are: learning_rate=lr, b1=beta1, b2=beta2, epsilon=eps, "
        "wd=weight_decay; left alone verbose",
        "state: m is fast, v is slow; steps are counted in ticks",
    )


@pytest.mark.parametrize(
    "name", ["standin.optim.Renamed", "standin.optim:Renamed", f"{FILE}:Renamed"], ids=["dots", "module", "file"]
)
def test_it_may_be_named_in_three_ways(name):
    assert told(f"torch:{name}", "adamw@pytorch-2.13")[0].startswith("judged as adamw pytorch-2.13: learning_rate=lr")


def test_groups_changes_and_saving_come_with_it():
    found = verdicts("torch:standin.optim.Renamed", "adamw", checks=("life", "one-step"))
    assert set(found.values()) == {"variant", "untested"}
    untested = {name.split("/")[-1].partition("@")[0] for name, verdict in found.items() if verdict == "untested"}
    assert untested == {"defaults", "maximize", "mask"}  # what the class has not, and defaults that are its own


def test_a_class_that_is_wrong_violates_and_is_explained():
    found = lines("torch:standin.optim.Late", "adamw")
    assert {line["verdict"] for line in found} == {"violates"}
    assert "decay-after-update" in found[0]["message"]
    assert found[0]["message"].splitlines()[-1].endswith(" --as adamw")
    assert "those of no variant" in told("torch:standin.optim.Late", "adamw")[0]


@pytest.mark.parametrize(
    ("name", "like", "flags"),
    [
        ("AdamW", "adamw", ()),
        ("SGD", "sgd@pytorch-2.13-nesterov", ("nesterov=True",)),
        ("RMSprop", "rmsprop@pytorch-2.13-centered", ("centered=True",)),
        ("NAdam", "nadam@pytorch-2.13", ()),
        ("Adafactor", "adafactor@pytorch-2.13", ()),
    ],
)
def test_the_verdicts_are_those_of_the_adapter(name, like, flags):
    algorithm, _, variant = like.partition("@")
    adapted = Session(Request("torch", algorithms=(algorithm,), dtypes=("float64",), checks=FEW))
    wanted = [n for n, cell in enumerate(adapted.cells) if not variant or cell.place["variant"] == variant]
    lines = [adapted.line(n) for n in wanted]
    expected = {x["id"]: x["verdict"] for x in lines if "no fused implementation" not in x["reason"]}
    assert verdicts(f"torch:torch.optim.{name}", like, flags=flags) == expected


def test_the_variant_is_found_by_a_few_steps():
    assert told("torch:torch.optim.NAdam", "nadam")[0].startswith("judged as nadam pytorch-2.13, which")
    decoupled = told("torch:torch.optim.NAdam", "nadam", flags=["decoupled_weight_decay=True"])[0]
    assert decoupled.startswith("judged as nadam pytorch-2.13-decoupled, which")


def test_what_is_kept_in_attributes_is_read_but_no_state_dict_has_it():
    name = "torch:standin.optim.Attributes"
    found = verdicts(name, "adam", checks=("life", "trajectory"))
    assert found["trajectory/adam/f64/decay-and-spike@pytorch-2.13"] == "conforms"
    assert found["life/adam/f64/restore@pytorch-2.13"] == "violates"
    assert "always weight_decay=0" in told(name, "adam")[0]


def test_what_has_no_name_that_is_known_can_be_told():
    name, more = "torch:standin.optim.Closed", {"flags": ("rounding=even",), "names": ("lr=speed",)}
    assert told(name, "sgd@paper", **more)[0].startswith("judged as sgd paper: speed=lr; set rounding='even'")
    assert set(verdicts(name, "sgd@paper", **more).values()) == {"conforms"}


def test_a_function_that_makes_one_is_opened_too():
    assert set(verdicts("torch:standin.optim.sgd", "sgd").values()) == {"conforms"}


def test_rounding_can_be_declared():
    like, more = "muon@pytorch-2.13", {"flags": ("adjust_lr_fn=original",), "checks": ("one-step",)}
    assert "violates" in verdicts("torch:torch.optim.Muon", like, **more).values()
    found = verdicts("torch:torch.optim.Muon", like, **more, contract=("matrices=bfloat16",))
    assert set(found.values()) <= {"variant", "untested"}


def test_what_was_guessed_is_written_down_as_an_adapter_that_passes(goldstep, tmp_path):
    few = ("--check", "one-step", "--check", "life", "--dtype", "float64")
    opened = goldstep("check", f"torch:{FILE}:Renamed", "--as", "adamw", "--write-adapter", "mine.py", *few)
    written = goldstep("check", "mine:adapter", *few)
    assert "m is fast" in opened
    assert counts(opened) == counts(written)
    assert '    slots={"m": "fast", "v": "slow"},\n' in (tmp_path / "mine.py").read_text(encoding="utf-8")


def test_what_a_rate_was_at_first_is_what_it_was_made_with():
    found = verdicts("torch:standin.optim.AtFirst", "lion", checks=("one-step", "trajectory", "life"))
    assert set(found.values()) == {"variant", "untested"}
    assert "trajectory/lion/f64/decay-and-spike@lion-pytorch-0.2-decoupled" in found


def counts(shown):
    """The line of a report that has the numbers of cells."""
    return next(line for line in shown.splitlines() if " conform (" in line)


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        ("Renamed", {"like": "adanw"}, "unknown algorithm 'adanw'; did you mean"),
        ("Renamed", {"like": "adamw@torch"}, "unknown variant of adamw 'torch'"),
        ("Rename", {"like": "adamw"}, "standin.optim has no Rename; it is"),
        ("Renamed.inner", {"like": "adamw"}, "standin.optim.Renamed has no inner"),
        ("NOT_ONE", {"like": "adamw"}, "or a function that makes one, got 3"),
        ("torch.nn.Linear", {"like": "adamw"}, "or a function that makes one, got <class"),
        (
            "Closed",
            {"like": "sgd@paper", "names": ("lr=speed",)},
            "needs rounding besides, which no hyperparameter of sgd",
        ),
        (
            "Closed",
            {"like": "sgd@paper", "flags": ("rounding=odd", "speed=1")},
            "has no argument for lr, learning rate",
        ),
        ("Late", {"like": "adamw", "flags": ("eps_in=1",)}, "--set: standin.optim.Late has no argument 'eps_in'"),
        ("Late", {"like": "adamw", "names": ("lr=rate",)}, "--map: standin.optim.Late has no argument 'rate'"),
        ("Late", {"like": "adamw", "names": ("rate=lr",)}, "unknown hyperparameter of adamw 'rate'"),
        ("Late", {"like": "adamw", "names": ("lr",)}, "--map 'lr' is not of the form NAME=WHAT"),
        ("Late", {"like": "adamw", "contract": ("sums=single",)}, "unknown part of a contract 'sums'"),
        ("Late", {"like": "sparse_adam"}, "what takes more than a gradient needs an adapter"),
        ("Late", {"names": ("lr=rate",)}, "--map: standin.optim.Late has no argument 'rate'"),
        ("Recording", {"like": "sgd"}, "its step needs @torch.no_grad(), since torch says"),
        ("Alone", {"names": ("lr=lr",)}, "is no optimizer: expected a subclass of torch.optim.Optimizer, or"),
        ("MADE", {"like": "sgd"}, "got one of <class 'standin.optim.Recording'> that is made already"),
        ("nothing", {"names": ("lr=lr",)}, "fails whatever of the optimizers it is taken for: expected a torch.optim"),
    ],
)
def test_each_mistake_has_its_sentence(name, more, message):
    path = name if "." in name and name != "Renamed.inner" else f"standin.optim.{name}"
    with pytest.raises(GoldstepError, match=re.escape(message)) as raised:
        Session(Request(f"torch:{path}", **more))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("standin.optimm.Renamed", "there is no module 'standin.optimm'"),
        ("nowhere.Renamed", "there is no module 'nowhere'"),
        ("nowhere.py:Renamed", "there is no file"),
        ("Renamed", "names nothing: it is neither module:Name nor file.py:Name nor a dotted path"),
        ("standin.:Renamed", "names nothing: it is neither module:Name nor file.py:Name nor a dotted path"),
    ],
)
def test_what_is_not_there_is_said(name, message):
    with pytest.raises(GoldstepError, match=re.escape(message)):
        load(f"torch:{name}", asked("adamw"))


def test_mistakes_end_a_command_with_2_and_one_line(goldstep):
    shown = goldstep("check", f"torch:{FILE}:Renamed", "--as", "adanw", code=2)
    (line,) = shown.strip().splitlines()
    assert line.startswith("error: unknown algorithm 'adanw'; did you mean ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["numpy", "--as", "adamw"], "'numpy' is or names an adapter, which says itself what it is"),
        (["numpy", "--map", "lr=rate"], "'numpy' is or names an adapter, which says itself what it is"),
        (["numpy", "--write-adapter", "x.py"], "of a class without an adapter: torch:mypkg.MyAdamW"),
        (["torch.optim:AdamW"], "and no adapter: goldstep check torch:torch.optim:AdamW"),
    ],
)
def test_an_adapter_is_not_told_what_it_is(goldstep, words, message):
    assert message in " ".join(goldstep("check", *words, code=2).split())
