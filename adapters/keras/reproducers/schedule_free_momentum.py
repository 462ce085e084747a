"""keras 3.15.1: on PyTorch and TensorFlow, ScheduleFreeAdamW makes the average before a step of the iterate after it.

The iterate is saved as `momentum.value` before it is updated in place; on these two backends that is the variable
itself and no copy. On JAX, whose arrays do not change, it is right.

Severity: high.
Clauses: SCHEDULEFREE-9, SCHEDULEFREE-10.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
from keras import ops

saved = keras.Variable([1.0])
before = saved.value
saved.assign_sub([0.25])
print("a value that was read before an update:", ops.convert_to_numpy(before)[0])

lr, beta = 0.125, 0.75
theta = keras.Variable([1.0])
optimizer = keras.optimizers.ScheduleFreeAdamW(lr, beta_1=beta, beta_2=0.5, epsilon=0.0, warmup_steps=0)
optimizer.build([theta])
x = z = y = 1.0
for t in (1, 2):  # gradients of one size: without epsilon each step of the iterate is lr long
    optimizer.apply([ops.convert_to_tensor([1.0])], [theta])
    z -= lr
    x = (1 - 1 / t) * x + z / t
    y = beta * x + (1 - beta) * z
    print(f"step {t}: the parameter is {ops.convert_to_numpy(theta)[0]:.7g}, and must be {y:.7g}")
