"""Processes beside this one: what becomes of a world of which one ends."""

import ending_world
import pytest

from goldstep.adapters.world import World


def test_it_is_told_which_process_ended_and_how():
    world = World(2, ending_world.Ending, ending_world.prepare)
    number = world.begin("anything")
    with pytest.raises(RuntimeError, match=r"^of 2 processes, 1 ended with exit code 7$"):
        world.ask(number, "state")
    with pytest.raises(RuntimeError, match="its processes have ended: of 2 processes, 1 ended with exit code 7"):
        world.ask(number, "state")
