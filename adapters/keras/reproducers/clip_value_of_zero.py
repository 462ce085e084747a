"""keras 3.15.1: clipvalue=0 does not clip to 0 but not at all; so do clipnorm=0 and global_clipnorm=0.

A value that is computed, such as a limit that anneals to 0, lets every gradient through at its end.

Severity: medium.
Clauses: CLIP-BY-VALUE-1.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras import ops

for option in ("clipvalue", "clipnorm", "global_clipnorm"):
    theta = keras.Variable([0.0])
    optimizer = keras.optimizers.SGD(1.0, **{option: 0.0})
    optimizer.build([theta])
    optimizer.apply([ops.convert_to_tensor([24.0])], [theta])
    print(f"{option}=0.0: a gradient of 24 moves the parameter by {-float(ops.convert_to_numpy(theta)[0]):g}")
