"""keras 3.15.1: Ftrl with initial_accumulator_value=0, which it accepts, makes NaN of what has no gradient yet.

Without `beta` and L2 regularization it divides 0 by 0 there. An embedding has such rows in every batch.

Severity: low.
Clauses: FTRL-6.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras import ops

theta = keras.Variable([1.0, 2.0])
optimizer = keras.optimizers.Ftrl(0.125, initial_accumulator_value=0.0)
optimizer.build([theta])
optimizer.apply([ops.convert_to_tensor([0.5, 0.0])], [theta])
print("after a step in which the second element had a gradient of 0:")
print(ops.convert_to_numpy(theta))
