"""Arrays that are shared out over a mesh of devices, as JAX does it for every program that it compiles.

The mesh has two devices by two. Rows of a matrix lie along one of its axes and columns along the other; a vector lies
along one, so that each of its elements is on two devices. What does not divide is shared out within a step, where XLA
pads it, and is whole outside. The devices are parts of the CPU of a process of its own, for JAX has to hear of them
before anything else.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jax
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec

from goldstep.adapters.contract import Unsupported

SIDES = (2, 2)
AXES = ("rows", "columns")
Step = Callable[[Any, Any, Any, Any], tuple[Any, Any]]

# what brings elements together that may lie on several devices
TOGETHER = ("reduce", "arg", "cum", "dot_general", "sort", "conv_general", "top_k")


def divide(rank: int, size: int, meeting: Path) -> None:
    """Make the CPU of this process as many devices as the mesh has."""
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_num_cpu_devices", SIDES[0] * SIDES[1])


@cache
def mesh() -> Mesh:
    """The mesh of this process."""
    return jax.make_mesh(SIDES, AXES, axis_types=(AxisType.Auto,) * len(AXES))


def _spec(shape: tuple[int, ...], evenly: bool) -> PartitionSpec:
    """Along which axes of the mesh the first axes of an array lie; `evenly`: only those that divide."""
    sides = zip(shape, SIDES, AXES, strict=False)
    return PartitionSpec(*(axis if not evenly or n % side == 0 else None for n, side, axis in sides))


def _placed(tree: Any) -> Any:
    """Each array on the devices that have a part of it."""
    return jax.tree.map(lambda x: jax.device_put(x, NamedSharding(mesh(), _spec(x.shape, evenly=True))), tree)


def _constrained(tree: Any) -> Any:
    """The same within a step, where lengths need not divide."""
    return jax.tree.map(
        lambda x: jax.lax.with_sharding_constraint(x, NamedSharding(mesh(), _spec(x.shape, evenly=False))), tree
    )


def sharded(step: Step) -> Any:
    """A step of whole arrays, of which XLA makes one for each device."""

    def constrained(*given: Any) -> Any:
        return _constrained(step(*_constrained(given)))

    return jax.jit(constrained)


def mapped_over_shards(step: Step) -> Any:
    """A step of the part that a device has. Raises Unsupported where it brings elements of several together."""

    def mapped(*given: Any) -> Any:
        traced, after = jax.make_jaxpr(step, return_shape=True)(*given)
        if found := next(_together(traced.jaxpr), None):
            raise Unsupported(f"optax takes a {found} of one part under shard_map, where whole arrays are meant")
        specs = [jax.tree.map(lambda x: _spec(x.shape, evenly=True), tree) for tree in (given, after)]
        return jax.shard_map(step, mesh=mesh(), in_specs=specs[0], out_specs=specs[1])(*given)

    return jax.jit(mapped)


def _together(jaxpr: Any) -> Iterator[str]:
    """The primitives of a program, and of what it calls, that bring elements together."""
    for equation in jaxpr.eqns:
        if equation.primitive.name.startswith(TOGETHER):
            yield equation.primitive.name
        for inner in jax.core.jaxprs_in_params(equation.params):
            yield from _together(inner)


class Shared:
    """Step by step, from what lies where it belongs."""

    def __call__(self, advance: Any, lr: Any, inputs: Any, state: Any, params: Any) -> tuple[Any, Any]:
        after: tuple[Any, Any] = advance(*_placed((lr, inputs, state, params)))
        return after
