"""optax 0.2.8: the one-cycle schedules lose a factor where two of their boundaries fall together.

The boundaries are the keys of a dict, made by rounding parts of the length down. Of two that are equal only the later
factor is left, so that the rate goes down from the start instead of up to the peak.

Severity: medium.
Clauses: ONE-CYCLE-LR-3.
"""

import optax

for length in (4, 5):
    schedule = optax.linear_onecycle_schedule(length, 1.0, pct_start=0.5, pct_final=0.6)
    rates = [float(schedule(e)) for e in range(length + 1)]
    print(f"{length} steps, peak 1, start 0.04, end 4e-06: {', '.join(f'{rate:.3g}' for rate in rates)}")
