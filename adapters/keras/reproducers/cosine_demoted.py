"""keras 3.15.1: on JAX the cosine schedules are computed in float32, though floatx is float64.

`keras.backend.result_type` gives float32 for float64 there, and `ops.cos`, as `ops.sin` and `ops.floor` do, converts to
what it gives. The rate from CosineDecay has that dtype, too. A staircase rounds down a float32 quotient.

Severity: medium.
Clauses: STEP-5, COSINE-ANNEALING-2.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import math

import keras
from keras import ops

keras.config.set_floatx("float64")
schedules = keras.optimizers.schedules
rate = schedules.CosineDecay(1.0, 7)(ops.convert_to_tensor(2, dtype="int32"))
right = 0.5 * (1 + math.cos(math.pi * 2 / 7))
print(f"after 2 of 7 steps: {float(rate):.17g} in {rate.dtype}, where {right:.17g} is right")
count, length = 32_799_999, 2000  # beyond 2**24
stairs = schedules.InverseTimeDecay(1.0, length, 1.0, staircase=True)(ops.convert_to_tensor(count, dtype="int32"))
print(f"stairs after {count} steps, {length} each: {1 / float(stairs) - 1:.0f}, where {count // length} is right")
