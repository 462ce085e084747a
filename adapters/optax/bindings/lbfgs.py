"""optax.lbfgs, with a learning rate in place of its line search, or with that.

Its memory is a ring, and the pair of the last step lies just before the next place to be written.
"""

import jax
import jax.numpy as jnp
import optax

from goldstep.adapters.optax.optimizers import Binding, Joint
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return _lbfgs(h, variant, learning_rate=lr, linesearch=None)


def search(h, variant, evaluations):
    zoom = optax.scale_by_zoom_linesearch(max_linesearch_steps=evaluations, initial_guess_strategy="one")
    return _lbfgs(h, variant, linesearch=zoom)


def _lbfgs(h, variant, **rest):
    scaled = variant != "optax-0.2.8-unscaled"
    return optax.lbfgs(**given(h, int, memory_size="history"), scale_init_precond=scaled, **rest)


def read(state):
    held = state[0]
    return {
        "steps": _turned(held.diff_params_memory, 1 - held.count),
        "changes": _turned(held.diff_updates_memory, 1 - held.count),
        "g_before": held.updates,
        "theta_before": held.params,
    }


def write(state, new):
    held = state[0]
    fields = {"g_before": "updates", "theta_before": "params"}
    changed = {fields[slot]: _like(held.params, x) for slot, x in new.items() if slot in fields}
    if "steps" in new and "changes" in new:
        count = new.get("t", held.count)
        steps, changes = (_like(held.params, _turned(new[slot], count - 1)) for slot in ("steps", "changes"))
        weights = [_weight(s, y) for s, y in zip(_rows(steps), _rows(changes), strict=True)]
        changed |= {"diff_params_memory": steps, "diff_updates_memory": changes}
        changed["weights_memory"] = jnp.stack(weights).astype(held.weights_memory.dtype)
    return (held._replace(**changed), *state[1:])


def _turned(memory, by):
    """The memory with its oldest pair first, or the inverse."""
    return [jnp.roll(x, by, axis=0) for x in memory]


def _rows(memory):
    return [[x[k] for x in memory] for k in range(len(memory[0]))]


@jax.jit
def _weight(s, y):
    curvature = optax.tree.vdot(y, s)
    return jnp.where(curvature == 0.0, 0.0, 1.0 / curvature)


def _like(params, arrays):
    return [jnp.asarray(x, p.dtype) for x, p in zip(arrays, params, strict=True)]


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-unscaled"),
    make=make,
    slots={},
    loops=True,
    joint=Joint(read, write, search),
)
