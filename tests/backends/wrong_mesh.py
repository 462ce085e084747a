"""Transforms of optax over a mesh whose norm is that of a part, or that has something twice, and one that is right."""

from dataclasses import replace
from functools import cache, partial

import jax
import jax.numpy as jnp
import optax

from goldstep.adapters.everywhere import Everywhere
from goldstep.adapters.optax import Optax, shared
from goldstep.adapters.optax.transforms import Transform

VARIANTS = ("optax-0.2.8",)


@cache
def clipped(total):
    """Clipping within `jax.shard_map` by the root of a total of squares, made of those of the part of a device."""

    def make(lr, hyper, variant):
        def update(updates, state, params=None):
            norm = jnp.sqrt(sum(total(x) for x in updates))
            return [jnp.where(norm < hyper["max_norm"], x, x / norm * hyper["max_norm"]) for x in updates], state

        return optax.GradientTransformation(lambda params: optax.EmptyState(), update)

    return Transform(variants=VARIANTS, make=make, slots={})


def of_a_part(x):
    """Nobody asks the other devices."""
    return jnp.sum(x * x)


def _varying(x):
    """The axes of the mesh along which an array is divided."""
    return getattr(jax.typeof(x), "vma", None) or jax.typeof(x).mat.varying


def of_each_element(x):
    """What several devices have is added up over those axes of the mesh alone along which it is divided."""
    return jax.lax.psum(jnp.sum(x * x), tuple(_varying(x)))


def of_all_devices(x):
    """Whoever has an element counts it: a vector lies along the rows of the mesh, so that both columns have it."""
    return of_each_element(x) * 2 ** (len(shared.AXES) - len(_varying(x)))


UNCHECKED = jax.shard_map
TOTALS = {"part": of_a_part, "devices": of_all_devices, "element": of_each_element}


def begun(setup):
    shared.TOGETHER = ()  # whatever is asked for is tried
    (total,) = setup.options
    jax.shard_map = partial(UNCHECKED, check_vma=total != "part")  # else JAX sees that devices do not agree
    return clipped(TOTALS[total]).begin(setup)


class Mesh(Optax):
    """A backend whose `total` is one of these."""

    total = "element"

    def init(self, setup):
        self._run = Everywhere(1, begun, shared.divide, replace(setup, options=(self.total,)))


class OfAPart(Mesh):
    total = "part"


class OfAllDevices(Mesh):
    total = "devices"
