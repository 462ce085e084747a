"""optax 0.2.8: centralize takes the mean over the outputs of a kernel whose last axis they are, as in Flax and Keras.

Gradient centralization (Yong et al., 2020) takes it over the inputs of each output, so that these sums would be 0.

Severity: high.
Clauses: none, for CENTRALIZE-1 has the axis as a variant; it is the kernels of Flax and Keras that do not fit it.
"""

import jax
import jax.numpy as jnp
import optax

kernel, inputs = jnp.ones((3, 2)), jnp.array([1.0, 2.0, 6.0])  # three inputs, two outputs


def loss(weights):
    return jnp.sum(jnp.array([1.0, 3.0]) * (inputs @ weights))


transformation = optax.centralize()
update, _ = transformation.update(jax.grad(loss)(kernel), transformation.init(kernel))
print("sums over the inputs of each output:", update.sum(axis=0).tolist())
print("sums over the outputs of each input:", update.sum(axis=1).tolist())
