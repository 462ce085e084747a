"""Optimizers and schedules for Keras that somebody else wrote."""

import keras
from keras import ops


class Decoupled(keras.optimizers.Optimizer):
    """AdamW as PyTorch has it, but for its names; `late` takes the bias corrections of the step after."""

    def __init__(self, learning_rate=1e-3, rho1=0.9, rho2=0.999, fuzz=1e-7, weight_decay=0.01, late=False, **kwargs):
        super().__init__(learning_rate=learning_rate, weight_decay=weight_decay, **kwargs)
        self.rho1, self.rho2, self.fuzz, self.late = rho1, rho2, fuzz, late

    def build(self, variables):
        super().build(variables)
        self.fast, self.slow = self.add_optimizer_variables(variables, ["fast", "slow"])

    def update_step(self, gradient, variable, learning_rate):
        t = ops.cast(self.iterations + (2 if self.late else 1), variable.dtype)
        index = self._get_variable_index(variable)
        hats = []
        for kept, rho, value in ((self.fast, self.rho1, gradient), (self.slow, self.rho2, gradient * gradient)):
            rho = ops.cast(rho, variable.dtype)
            self.assign(kept[index], rho * kept[index] + (1 - rho) * value)
            hats.append(kept[index] / (1 - ops.power(rho, t)))
        rate = ops.cast(learning_rate, variable.dtype)
        self.assign_sub(variable, rate * hats[0] / (ops.sqrt(hats[1]) + self.fuzz))


class Halving(keras.optimizers.schedules.LearningRateSchedule):
    """Half of the rate every so many steps."""

    def __init__(self, initial_learning_rate, period):
        self.initial_learning_rate, self.period = initial_learning_rate, period

    def __call__(self, step):
        done = ops.cast(step // self.period, keras.config.floatx())
        return self.initial_learning_rate * ops.power(ops.convert_to_tensor(0.5), done)

    def get_config(self):
        return {"initial_learning_rate": self.initial_learning_rate, "period": self.period}
