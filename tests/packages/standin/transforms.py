"""Transformations and schedules for optax, with names of their own, some of them wrong."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax


class State(NamedTuple):
    ticks: jax.Array
    fast: list
    slow: list


def renamed(step_size, decay_1=0.9, decay_2=0.999, damping=1e-8, *, late=0):
    """Adam; a late one counts its steps from 0."""

    def init(params):
        zeros = [jnp.zeros_like(p) for p in params]
        return State(jnp.zeros([], jnp.int32), zeros, zeros)

    def update(gradients, state, params=None):
        t = state.ticks + 1
        fast = [decay_1 * m + (1 - decay_1) * g for m, g in zip(state.fast, gradients, strict=True)]
        slow = [decay_2 * v + (1 - decay_2) * g * g for v, g in zip(state.slow, gradients, strict=True)]
        shift = jnp.asarray(t + late, gradients[0].dtype)
        one, two = 1 - decay_1**shift, 1 - decay_2**shift
        moved = [-step_size * (m / one) / (jnp.sqrt(v / two) + damping) for m, v in zip(fast, slow, strict=True)]
        return moved, State(t, fast, slow)

    return optax.GradientTransformation(init, update)


def halving(peak, period):
    """A schedule that halves the rate after each period."""
    return lambda count: peak * 0.5 ** (count // period)


def shorten(limit):
    """Clips by the global norm, as a transformation of optax."""

    def update(gradients, state, params=None):
        norm = jnp.sqrt(sum(jnp.sum(x * x) for x in gradients))
        return [x * (limit / jnp.maximum(norm, limit)) for x in gradients], state

    return optax.GradientTransformation(lambda params: optax.EmptyState(), update)
