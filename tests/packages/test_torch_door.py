"""Classes of torch optimizers without an adapter, as others release them: read, judged, and written down."""

from pathlib import Path

import pytest

from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session

FILE = Path(__file__).parent / "standin" / "optim.py"
FEW = ("one-step", "trajectory")


def lines(name, like, **more):
    """The judged cells of a class, in float64."""
    session = Session(Request(name, like=like, dtypes=("float64",), **{"checks": FEW, **more}))
    return [session.line(n) for n in range(len(session.cells))]


def verdicts(name, like, **more):
    return {line["id"]: line["verdict"] for line in lines(name, like, **more)}


def told(name, like, **more):
    return load(name, asked(like, **more)).opening.told


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
    found = verdicts(f"torch:{name}", "adamw@pytorch-2.13", checks=("life", "one-step"))
    assert found.pop("life/adamw/f64/defaults@pytorch-2.13") == "untested"
    assert set(found.values()) == {"conforms"}
    assert len(found) > 12


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
    expected = {(line := adapted.line(n))["id"]: line["verdict"] for n in wanted}
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
    like, flags = "muon@pytorch-2.13", ("adjust_lr_fn=original",)
    assert "violates" in verdicts("torch:torch.optim.Muon", like, flags=flags).values()
    found = verdicts("torch:torch.optim.Muon", like, flags=flags, contract=("matrices=bfloat16",))
    assert set(found.values()) <= {"variant", "untested"}


def test_what_was_guessed_is_written_down_as_an_adapter_that_passes(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    few = ("--check", "one-step", "--check", "life", "--dtype", "float64")
    opened = run("check", "torch:standin.optim.Renamed", "--as", "adamw", "--write-adapter", "mine.py", *few)
    written = run("check", "mine:adapter", *few)
    assert "m is fast" in opened
    assert opened.splitlines()[-2] == written.splitlines()[-2]
    assert 'slots={"m": "fast", "v": "slow"},' in Path("mine.py").read_text(encoding="utf-8").replace("    ", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["standin.optim.Renamed"], "has no adapter, so say which algorithm it is: --as ALGORITHM"),
        (["standin.optim.Renamed", "--as", "adanw"], "unknown algorithm 'adanw'; did you mean"),
        (["standin.optim.Renamed", "--as", "adamw@torch"], "unknown variant of adamw 'torch'"),
        (["standin.optim.Rename", "--as", "adamw"], "standin.optim has no Rename; it is"),
        (["standin.optimm.Renamed", "--as", "adamw"], "standin has no optimm"),
        (["nowhere.Renamed", "--as", "adamw"], "there is no module 'nowhere'"),
        (["nowhere.py:Renamed", "--as", "adamw"], "there is no file"),
        (["Renamed", "--as", "adamw"], "names nothing: it is neither module:Name nor file.py:Name"),
        (["standin.optim.NOT_ONE", "--as", "adamw"], "expected a subclass of torch.optim.Optimizer, got 3"),
        (["torch.nn.Linear", "--as", "adamw"], "expected a subclass of torch.optim.Optimizer, got <class"),
        (["standin.optim.Closed", "--as", "sgd@paper"], "needs speed and rounding besides"),
        (["standin.optim.Late", "--as", "adamw", "--set", "eps_in=1"], "--set: standin.optim.Late has no argument"),
        (["standin.optim.Late", "--as", "adamw", "--map", "lr=rate"], "--map: standin.optim.Late has no argument"),
        (["standin.optim.Late", "--as", "adamw", "--map", "rate=lr"], "unknown hyperparameter of adamw 'rate'"),
        (["standin.optim.Late", "--as", "adamw", "--map", "lr"], "is not of the form NAME=WHAT"),
        (["standin.optim.Late", "--as", "adamw", "--contract", "sums=single"], "unknown part of a contract 'sums'"),
        (["standin.optim.Late", "--as", "sparse_adam"], "what takes more than a gradient needs an adapter"),
        (["standin.optim.Late", "--map", "lr=rate"], "need --as ALGORITHM"),
        (["standin.optim.Late", "--write-adapter", "x.py"], "it needs --as"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_each_mistake_has_its_sentence(run, words, message):
    shown = run("check", f"torch:{words[0]}", *words[1:], code=2)
    assert message in shown
    assert "Traceback" not in shown
    assert len(shown.strip().splitlines()) <= 4  # click shows the usage of the command where it is used wrongly


def test_an_adapter_is_not_told_what_it_is(run):
    assert "is an adapter, which says so itself" in " ".join(run("check", "numpy", "--as", "adamw", code=2).split())
