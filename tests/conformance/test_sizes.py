"""Large tensors: one wrong element is found wherever it is, and what is large is judged on request only."""

from functools import partial

import numpy as np
import pytest

from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import cells
from goldstep.conformance.checks.sizes import CHECK
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection
from goldstep.reference.registry import get


class OneWrong(Performer):
    """One element of large tensors gets no update."""

    place = 0

    def step(self, gradients, hyper):
        before = [state["theta"] for state in self.states]
        super().step(gradients, hyper)
        for state, old in zip(self.states, before, strict=True):
            new = np.array(state["theta"])
            if new.size > self.place:
                new[self.place] = np.asarray(old)[self.place]
            state["theta"] = new


@pytest.mark.parametrize("place", [0, 126, 1008, 32_768, 65_999, 66_000])
def test_one_wrong_element_is_found_with_its_place(place):
    wrong = type("Wrong", (OneWrong,), {"place": place})
    backend = Backend("wrong", partial(wrong, get("adam"), "paper"))
    found = [
        cell.judge(diagnose=False)
        for cell in cells(backend, Selection(dtypes=("float32",)), CHECK)
        if cell.name == "66001"
    ]
    (outcome,) = found
    assert outcome.verdict is Verdict.VIOLATES
    assert outcome.clauses == ("STEP-17",)
    assert f"at element {place} after step 1, first of 1" in outcome.reason


def test_the_largest_are_judged_on_request_only():
    def names(requested):
        found = cells(load("numpy"), Selection(algorithms=("adam",)), CHECK, requested=requested)
        return {cell.short for cell in found}

    (first, *_) = load("numpy").declared("adam")
    assert names([f"10000019@{first}"]) - names([]) == {f"10000019@{first}"}
