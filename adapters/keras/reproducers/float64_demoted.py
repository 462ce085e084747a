"""keras 3.15.1: on JAX and PyTorch, norms, means, and on PyTorch maxima and minima, of float64 are computed in float32.

`keras.backend.result_type` gives float32 for float64 there, "to be aligned with JAX's default behavior", and these
operations convert to what it gives; a mean is converted back. So Muon and Adafactor are as exact as float32, whatever
the dtype of the parameters, and so are clipping by a norm and ScheduleFreeAdamW on PyTorch. On TensorFlow float64 stays
what it is.

Severity: medium.
Clauses: STEP-5.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
from keras import ops

keras.config.set_floatx("float64")
values = np.array([[0.1, 0.2], [0.3, 0.7]])
x = ops.convert_to_tensor(values, dtype="float64")
print("result_type of float64 and float64:", keras.backend.result_type("float64", "float64"))
for name, got, right in (
    ("norm", ops.norm(x), np.linalg.norm(values)),
    ("mean", ops.mean(x), values.mean()),
    ("maximum", ops.max(ops.maximum(x, 0.5 * x)), values.max()),
):
    print(f"{name}: {float(got):.17g}, which is {abs(float(got) / right - 1):.1e} off")
