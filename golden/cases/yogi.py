"""Cases for Yogi. After the spike the second moment is above the squared gradients for the rest of the run, elsewhere
it crosses them; nowhere is it so near to one that rounding could decide the direction."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 3 / 4, "eps": 2**-6}
STARTED = {**EXACT, "initial_accumulator_value": 2**-3}

CASES = [
    *SPIKE.cases(
        "spike",
        "yogi",
        "paper",
        EXACT,
        changes={5: {"lr": 2**-5}},
        about="an early spike, elements that have had no gradient yet, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "started-spike",
        "yogi",
        "optax-0.2.8 tensorflow-addons-0.23",
        STARTED,
        changes={5: {"lr": 2**-5}},
        about="an early spike, a second moment that starts above 0, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "decay-and-spike",
        "yogi",
        "torch-optimizer-0.3 pytorch-optimizer-4.1",
        {**STARTED, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, a start above 0, and a learning rate that halves at step 5",
    ),
    *DECIMAL.cases(
        "decimal",
        "yogi",
        "optax-0.2.8",
        {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-3, "initial_accumulator_value": 1e-6},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]
