"""keras 3.15.1: a parameter that had no gradient in a step has the bias corrections of a later step than its own.

Optimizers leave out what has no gradient, and count the steps of all parameters in one `iterations`. So the first step
of a parameter that is used late, as in a mixture of experts or after unfreezing, is that of a warm run: Adam's is
up to the factor by which its bias corrections differ too long or too short. Windows of
`gradient_accumulation_steps` are counted in the same way.

Severity: medium.
Clauses: STEP-10.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import warnings

import keras
from keras import ops

warnings.simplefilter("ignore")  # that a gradient does not exist
often, late = keras.Variable([1.0], name="often"), keras.Variable([1.0], name="late")
optimizer = keras.optimizers.Adam(0.125, epsilon=0.0)
optimizer.build([often, late])
g = ops.convert_to_tensor([1.0])
for t in range(1, 11):
    optimizer.apply([g, g if t == 10 else None], [often, late])
print(f"the first step of a parameter moves it by the learning rate, {optimizer.learning_rate.numpy():g},")
print(f"and that of one whose first gradient comes in step 10 by {1 - float(ops.convert_to_numpy(late)[0]):.6f}")
