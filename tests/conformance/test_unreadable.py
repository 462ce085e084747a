"""A backend that does not show its state lives all the same: it is judged through its parameters."""

from dataclasses import replace
from functools import partial

from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get as check
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection
from goldstep.reference.registry import get


class Opaque(Performer):
    def info(self):
        return replace(super().info(), unreadable={"adam": ["m", "v"]})

    def state(self):
        return {name: x for name, x in super().state().items() if name not in ("m", "v")}


def test_every_life_but_the_late_one_is_judged_by_the_parameters():
    backend = Backend("opaque", partial(Opaque, get("adam"), "paper"))
    found = {c.name: c.judge(diagnose=False) for c in cells(backend, Selection(dtypes=("float64",)), check("life"))}
    untested = {name: outcome.reason for name, outcome in found.items() if outcome.verdict is Verdict.UNTESTED}
    hidden = "the adapter has no gradients(), so what a step does to those of the backend cannot be seen"
    assert untested == {
        "late": "the adapter has no load(), or does not show its whole state",
        "gradients": hidden,
        "gradients-maximize": hidden,
    }
    assert {outcome.verdict for name, outcome in found.items() if name not in untested} == {Verdict.CONFORMS}
