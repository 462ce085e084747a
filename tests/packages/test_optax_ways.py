"""The ways of optax are what they are called, and a fault of one of them is convicted there."""

import pytest

jax = pytest.importorskip("jax")
pytest.importorskip("optax")

import numpy as np  # noqa: E402

from goldstep.adapters.contract import Setup  # noqa: E402
from goldstep.adapters.loading import load  # noqa: E402
from goldstep.adapters.optax import load_bindings, optimizers, ways  # noqa: E402
from goldstep.conformance.battery import outcomes  # noqa: E402
from goldstep.conformance.checks import get as check  # noqa: E402
from goldstep.conformance.subject import Selection  # noqa: E402

HYPER = {"lr": 0.5}
GIVEN = [np.array([1.0, -2.0, 3.0])]


def begun(mode, name="sgd"):
    return load_bindings()[name].begin(Setup(name, "optax-0.2.8", HYPER, [np.ones(3)], "float32", mode))


@pytest.mark.parametrize(("mode", "gone"), [("jit", False), ("donated", True)])
def test_what_is_donated_is_gone(mode, gone):
    run = begun(mode)
    before = run._params[0]
    run.step(GIVEN, HYPER)

    assert before.is_deleted() is gone


@pytest.mark.parametrize(("mode", "size"), [("scan", ways.WINDOW), ("vmap", ways.MODELS)])
def test_a_window_of_steps_and_several_models_are_one_call(mode, size, monkeypatch):
    run, sizes = begun(mode), []
    made = ways.COMPILED[mode]

    def watched(step):
        compiled = made(step)

        def called(lr, inputs, state, params):
            sizes.append(len(inputs[0]))
            return compiled(lr, inputs, state, params)

        return called

    monkeypatch.setitem(ways.COMPILED, mode, watched)
    optimizers._stepper.cache_clear()
    for _ in range(ways.WINDOW + 2):
        run.step(GIVEN, HYPER)
    optimizers._stepper.cache_clear()

    assert sizes == [size] * (ways.WINDOW + 2)
    assert np.array_equal(run.state()["theta"][0], 1 - 0.5 * (ways.WINDOW + 2) * GIVEN[0])


def mixing(step):
    """The gradients of all models are those of the first."""

    def mixed(lr, inputs, state, params):
        return jax.vmap(step)(lr, jax.tree.map(lambda x: x.at[:].set(x[0]), inputs), state, params)

    return jax.jit(mixed)


def late(step):
    """The rates of a window stand one step too far back."""
    scanned = ways.scanned(step)
    return lambda lr, inputs, state, params: scanned(np.roll(lr, 1), inputs, state, params)


def undonated(step):
    """The new parameters are written over the old ones before these are read: a move is lost."""

    def lost(lr, inputs, state, params):
        after, moved = step(lr, inputs, state, params)
        return after, jax.tree.map(lambda x, g: x - lr * g, moved, inputs)

    return jax.jit(lost)


@pytest.mark.parametrize(("mode", "wrong"), [("vmap", mixing), ("scan", late), ("donated", undonated)])
def test_what_is_wrong_in_one_way_is_convicted_there_alone(mode, wrong, monkeypatch):
    monkeypatch.setitem(ways.COMPILED, mode, wrong)
    convicted_alone(mode)


def test_a_schedule_that_is_asked_for_another_count_is_convicted(monkeypatch):
    right = ways.scheduled
    monkeypatch.setattr(ways, "scheduled", lambda t, lr: lambda count: right(t, lr)(count + 1))
    convicted_alone("scheduled")


def convicted_alone(mode):
    optimizers._stepper.cache_clear()
    found = {"jit": set(), mode: set()}
    selection = Selection(("sgd",), ("float32",), tuple(found))
    for cell, outcome in outcomes(load("optax"), selection, [check("one-step")]):
        found[cell.subject.mode].add(outcome.verdict.value)
    optimizers._stepper.cache_clear()

    assert not {"violates", "error"} & found["jit"]
    assert "violates" in found[mode]
    assert "error" not in found[mode]


def test_what_shares_an_array_cannot_be_donated():
    ((_, outcome), *_) = outcomes(load("optax"), Selection(("lbfgs",), ("float32",), ("donated",)), [check("smoke")])

    assert outcome.verdict.value == "untested"
    assert outcome.reason == "optax.lbfgs cannot be donated: its first state has one array in two places"
