"""optax 0.2.8: under jax.jit, polynomial_schedule is NaN from its end on, for most lengths, if the power is not whole.

XLA multiplies the count by the rounded reciprocal of the length. Where the product is more than 1, the part that is
left is negative, and its power is NaN. Without jit the end is reached exactly.

Severity: low.
Clauses: POLYNOMIAL-LR-2.
"""

import jax
import jax.numpy as jnp
import optax

for length in (8, 10, 1000, 90000):
    schedule = optax.polynomial_schedule(0.1, 0.001, power=0.9, transition_steps=length)
    count = jnp.int32(length + 5)
    eager, jitted = float(schedule(count)), float(jax.jit(schedule)(count))
    print(f"transition_steps={length}: five steps after the end {eager:g}, under jit {jitted:g}")

parameter = jnp.ones(1)
optimizer = optax.sgd(optax.polynomial_schedule(0.1, 0.001, power=0.9, transition_steps=10))
state = optimizer.init(parameter)


@jax.jit
def step(parameter, state):
    updates, state = optimizer.update(jnp.ones(1), state, parameter)
    return optax.apply_updates(parameter, updates), state


for t in range(1, 13):
    parameter, state = step(parameter, state)
    if t > 9:
        print(f"a parameter under sgd with it, after step {t}: {float(parameter[0]):g}")
