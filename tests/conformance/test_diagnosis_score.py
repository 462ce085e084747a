"""How often a diagnosis is right: faults whose right answer is known, of formulas and of lives."""

import random
import re
from collections import Counter
from functools import partial

import pytest
from held_out import FAULTS

from goldstep.adapters.loading import Backend
from goldstep.conformance import diagnosis
from goldstep.conformance.checks import get
from goldstep.conformance.checks.check import perform
from goldstep.conformance.checks.smoke import CHECK as SMOKE
from goldstep.conformance.impostors import living
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference.registry import get as algorithm

ALGORITHMS = {"adam": "paper", "adamw": "pytorch-2.13", "sgd": "pytorch-2.13-momentum", "rmsprop": "pytorch-2.13"}
SENTENCES = {
    living.Frozen: ("changes", "it ignores changes of {}"),
    living.TooLate: ("changes", "a new {} comes into force a step late"),
    living.Common: ("groups", "it ignores {} of parameter groups"),
}


def faults():
    """Of each fault the backend that has it, what it claims to be, the cells that may show it, and the right answer."""
    for name, variant in ALGORITHMS.items():
        for impostor in of_algorithm(name):
            yield impostor.backend(), name, impostor.variant, "one-step", f"^this is {impostor.name}: "
        for make, (cell, sentence) in SENTENCES.items():
            for hyper in algorithm(name).variant(variant).defaults:
                backend = Backend("wrong", partial(make, algorithm(name), variant, hyper))
                yield backend, name, variant, f"life/{cell}", sentence.format(hyper)


def answer(backend, name, variant, where, right):
    """Whether the diagnosis of the first failing cell is right, or wrong, or there is none; or nothing fails there."""
    subject = Subject(backend, name, variant, "float64", "default")
    check, _, only = where.partition("/")
    for cell in [only] if only else get(check).cells(subject):
        outcome = perform(get(check), subject, cell, SMOKE)
        if outcome.verdict is Verdict.VIOLATES:
            notes = list(diagnosis.explain(subject, outcome))
            return "right" if any(re.search(right, note) for note in notes) else "wrong" if notes else "silent"
    return "unseen"


def scored(chosen):
    return Counter(answer(*fault) for fault in chosen)


def test_a_drawn_part_of_the_faults_is_diagnosed_rightly():
    assert scored(random.Random(13).sample(list(faults()), 8))["wrong"] == 0


@pytest.mark.whole
def test_the_faults_are_diagnosed_rightly():
    every = list(faults())
    score = scored(every)
    seen = sum(score.values()) - score["unseen"]
    assert seen >= 60
    assert score["right"] >= 0.9 * seen, score
    assert score["wrong"] <= 0.03 * seen, score


def held_out():
    """The same of faults that the search does not know, told in words of its own."""
    for fault in FAULTS:
        yield fault.backend(), fault.algorithm, fault.variant, "one-step", fault.right


def test_a_fault_without_a_name_is_told_as_the_quantity_that_is_another():
    fault = next(fault for fault in FAULTS if "np.abs" in fault.new)
    assert answer(fault.backend(), fault.algorithm, fault.variant, "one-step", fault.right) == "right"


def test_each_held_out_fault_is_an_edit_of_one_place():
    assert len(FAULTS) >= 40
    assert len({(fault.algorithm, fault.variant, fault.new) for fault in FAULTS}) == len(FAULTS)
    assert all(fault.backend() for fault in FAULTS)


@pytest.mark.whole
def test_the_held_out_faults_are_diagnosed_rightly():
    score = scored(held_out())
    seen = sum(score.values()) - score["unseen"]
    assert seen >= 40
    assert score["right"] >= 0.7 * seen, score
    assert score["wrong"] <= 0.1 * seen, score
