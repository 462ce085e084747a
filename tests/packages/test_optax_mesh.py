"""Steps of optax over a mesh of devices: as right as on one, convicted where something is counted wrongly."""

import itertools

import pytest

from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get as check
from goldstep.conformance.subject import Selection

jax = pytest.importorskip("jax", reason="jax is not installed: pip install 'goldstep[optax]'")
pytest.importorskip("optax", reason="optax is not installed: pip install 'goldstep[optax]'")

GOOD = {"conforms", "variant"}


def judged(backend, mode, algorithm):
    """What a few cells have, for each compiles steps of its own."""
    every = cells(backend, Selection((algorithm,), ("float32",), (mode,)), check("one-step"))
    found = [cell.judge(diagnose=False) for cell in itertools.islice(every, 2)]
    assert found
    return found


@pytest.mark.parametrize(
    ("mode", "algorithm"),
    [
        ("sharded", "lamb"),
        ("shard-map", "adamw"),
        pytest.param("sharded", "adamw", marks=pytest.mark.whole),
        pytest.param("sharded", "muon", marks=pytest.mark.whole),
        pytest.param("sharded", "clip_by_global_norm", marks=pytest.mark.whole),
    ],
)
def test_a_step_over_a_mesh_conforms(mode, algorithm):
    found = judged(load("optax"), mode, algorithm)

    assert {o.verdict.value for o in found} <= GOOD, [o.reason for o in found]
    assert all(o.clauses[-1] == "STEP-20" for o in found)


def test_a_norm_of_one_part_is_untested():
    found = judged(load("optax"), "shard-map", "lars")

    assert {o.verdict.value for o in found} == {"untested"}
    assert {o.reason for o in found} == {
        "optax takes a reduce_sum of one part under shard_map, where whole arrays are meant"
    }


@pytest.mark.parametrize(
    ("name", "verdicts"), [("Mesh", {"conforms"}), ("OfAPart", {"violates"}), ("OfAllDevices", {"violates"})]
)
def test_each_element_counts_once_whoever_holds_it(name, verdicts):
    import wrong_mesh as wrong  # needs optax

    found = judged(Backend(name, getattr(wrong, name)), "shard-map", "clip_by_global_norm")

    assert {o.verdict.value for o in found} == verdicts, [o.reason for o in found]


def test_this_process_keeps_its_devices():
    judged(load("optax"), "shard-map", "adamw")

    assert not [device for device in jax.devices() if device.id]
