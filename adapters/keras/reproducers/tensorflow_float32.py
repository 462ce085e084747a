"""keras 3.15.1: on TensorFlow, hyperparameters and schedules are rounded to float32, though floatx is float64.

`ops.cast` and `ops.convert_to_tensor` make a float32 tensor of a Python number first. So 0.9 as a beta is off by
2.6e-8 of itself for parameters in float64, and every schedule is computed in float32.

Severity: medium.
Clauses: STEP-5.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
from keras import ops

keras.config.set_floatx("float64")
print(f"0.9 cast to float64: {float(ops.cast(0.9, 'float64')):.17g}")
rate = keras.optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)(ops.convert_to_tensor(0, dtype="int64"))
print(f"the first rate of a schedule that begins with 0.1: {float(rate):.17g} in {rate.dtype.name}")
