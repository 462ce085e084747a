"""optax 0.2.8: join_schedules takes boundaries that are not sorted, and then leaves a schedule out.

Severity: medium.
Clauses: none, for SEQUENTIAL-LR-1 knows sorted milestones alone.
"""

import optax

schedules = [optax.constant_schedule(value) for value in (0.5, 0.25, 0.125)]
joined = optax.join_schedules(schedules, boundaries=[4, 2])
print(f"values 0.5, 0.25, 0.125 with boundaries [4, 2]: {[float(joined(count)) for count in range(6)]}")
