"""optax 0.2.8: warmup_cosine_decay_schedule with a peak of 0 stays at 0, whatever its end value is.

It hands the end value on as a share of the peak, and takes the share to be 0 where the peak is.

Severity: medium.
Clauses: WARMUP-COSINE-LR-5.
"""

import optax

for peak in (1e-30, 0.0):
    schedule = optax.warmup_cosine_decay_schedule(0.0, peak, warmup_steps=2, decay_steps=6, end_value=0.5)
    print(f"peak_value={peak:g}: the rates are {[round(float(schedule(count)), 3) for count in (2, 4, 6)]}")
