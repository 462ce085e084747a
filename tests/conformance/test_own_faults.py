"""What is said of classes with a fault that somebody wrote, judged as a user has them judged."""

import re
from collections import Counter

import pytest
from own_faults import BASE, FAULTS

from goldstep.conformance.api import quiet
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session
from goldstep.conformance.table import explained

TARGETS = {
    "adamw": ("torch:{}:Mine", "adamw@pytorch-2.13"),
    "sgd": ("torch:{}:Mine", "sgd@pytorch-2.13-momentum"),
    "rmsprop": ("torch:{}:Mine", "rmsprop@pytorch-2.13"),
    "lion": ("torch:{}:Mine", "lion@paper"),
    "adam": ("optax:{}:mine", "adam@paper"),
    "step_lr": ("torch:{}:Mine", "step_lr@pytorch-2.13"),
}
QUICK = [12, 18, 20, 24, 28, 33, 35, 42]  # a 0 that counts as none, a count, precision, groups, what a load loses


def judged(path, algorithm, source):
    """All lines of a class or function, without the modes that differ in nothing here."""
    path.write_text(source, encoding="utf-8")
    target, like = TARGETS[algorithm]
    modes = ("eager",) if algorithm == "adam" else ()
    checks = ("one-step", "trajectory", "life")
    with quiet():
        session = Session(Request(target.format(path), like=like, dtypes=("float64",), modes=modes, checks=checks))
        return [session.line(n) for n in range(len(session.cells))]


def answer(path, fault):
    failed = [line for line in judged(path, fault.algorithm, fault.source) if line["verdict"] in ("violates", "error")]
    notes = next(filter(None, map(explained, failed)), [])
    if not failed:
        return "unseen"
    return "right" if any(re.search(fault.right, note) for note in notes) else "wrong" if notes else "silent"


@pytest.mark.parametrize("number", QUICK)
def test_what_is_wrong_with_a_class_is_said(number, tmp_path):
    assert answer(tmp_path / f"quick{number}.py", FAULTS[number]) == "right"


@pytest.mark.whole
@pytest.mark.parametrize("algorithm", BASE)
def test_what_the_faults_are_edits_of_is_right(algorithm, tmp_path):
    lines = judged(tmp_path / f"base_{algorithm}.py", algorithm, BASE[algorithm])
    assert {line["verdict"] for line in lines} <= {"conforms", "variant", "untested"}


@pytest.mark.whole
def test_the_faults_of_classes_are_diagnosed_rightly(tmp_path):
    score = Counter(answer(tmp_path / f"fault{n}.py", fault) for n, fault in enumerate(FAULTS))
    assert score["unseen"] == 0
    assert score["right"] >= 0.9 * len(FAULTS), score
    assert score["wrong"] <= 0.03 * len(FAULTS), score
