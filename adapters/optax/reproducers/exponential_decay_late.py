"""optax 0.2.8: under jax.jit the staircase of exponential_decay falls a step late, for periods such as 41, 47 and 55.

XLA makes a product with the reciprocal of a division by a constant, and 41 times the float32 next to 1/41 is below 1,
so that its floor is 0. Without `jit` the staircase falls where it should.

Severity: medium.
Clauses: EXPONENTIAL-LR-1.
"""

import jax
import optax

for period in (40, 41, 47, 55, 61):
    schedule = optax.exponential_decay(1.0, period, 0.5, staircase=True)
    print(f"period {period}, count {period}: {float(schedule(period))}, under jit {float(jax.jit(schedule)(period))}")
