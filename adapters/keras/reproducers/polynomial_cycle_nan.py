"""keras 3.15.1: on JAX the rate of PolynomialDecay with cycle=True is NaN beyond 2^24 steps, though floatx is float64.

How many cycles have begun is rounded up from a float32, as `ops.ceil` converts float64 to that. Just after the end of a
cycle it is one too few, and what is left of the cycle is negative, which has no power that is no whole number.

Severity: medium.
Clauses: STEP-5, POLYNOMIAL-LR-5.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import keras
from keras import ops

keras.config.set_floatx("float64")
length = 2**24 + 1
schedule = keras.optimizers.schedules.PolynomialDecay(0.125, length, 0.03125, 2.5, cycle=True)
for step in (length, length + 1):
    print(f"after {step} steps, in cycles of {length}: {float(schedule(ops.convert_to_tensor(step, dtype='int32')))}")
