"""mlx 0.32.4: a parameter that had no gradient in a step has the bias corrections of a later step than its own.

`apply_gradients` takes gradients of some of the parameters and leaves the others alone, and an optimizer counts the
steps of all parameters in one `step`. So the first step of a parameter that is used late, as in a mixture of experts or
after unfreezing, is that of a warm run: Adam's with its bias corrections is too short or too long by the factor in
which they differ, and the averages of Adafactor begin with the decay rate of a later step. Parameters apart in a
`MultiOptimizer` are counted apart.

Severity: medium.
Clauses: STEP-10.
"""

import mlx.core as mx
import mlx.optimizers

mx.set_default_device(mx.cpu)
optimizer = mlx.optimizers.Adam(0.125, eps=0.0, bias_correction=True)
params = {"often": mx.array([1.0]), "late": mx.array([1.0])}
optimizer.init(params)
for t in range(1, 11):
    names = ["often", "late"] if t == 10 else ["often"]
    params |= optimizer.apply_gradients({name: mx.array([1.0]) for name in names}, params)
print(f"the first step of a parameter moves it by the learning rate, {optimizer.learning_rate.item():g},")
print(f"and that of one whose first gradient comes in step 10 by {1 - params['late'].item():.6f}")
