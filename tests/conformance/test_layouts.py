"""Views in memory: their elements are where the strides say, and what lies beside them is guarded."""

import numpy as np
import pytest

from goldstep.conformance.layouts import LAYOUTS, Placement, place
from goldstep.conformance.outcome import Breach

SHAPES = [(), (4,), (3, 5), (2, 3, 2, 2)]


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_view_has_the_values_and_is_writable(name, shape):
    layout = LAYOUTS[name]
    values = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    placed = place(values, layout.parameter(shape), "parameter", layout.offset)
    assert np.array_equal(placed.view, values)
    placed.view[...] += 1
    assert np.array_equal(placed.view, values + 1)
    assert placed.intact


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_written_beside_a_view_shows(name):
    layout = LAYOUTS[name]
    placed = place(np.ones((3, 5)), layout.parameter((3, 5)), "parameter", layout.offset)
    for k in np.flatnonzero(placed.outside):
        kept = placed.buffer[k]
        placed.buffer[k] += 1
        assert not placed.intact
        placed.buffer[k] = kept
    assert placed.intact


def test_every_layout_differs_from_the_usual_one():
    usual = tuple(s // 8 for s in np.ones((2, 3, 2, 2)).strides)
    for name, layout in LAYOUTS.items():
        assert (layout.parameter((2, 3, 2, 2)), layout.gradient((2, 3, 2, 2)), layout.offset) != (usual, usual, 0), name


def test_a_step_that_writes_beside_is_a_breach_with_its_number():
    placement = Placement("strided", "float64")
    (view,) = placement.parameters([np.ones((3, 5))])
    placement.look(1)
    view.base[0] = 0
    with pytest.raises(Breach, match="step 2 has written into the memory beside parameter 0"):
        placement.look(2)
