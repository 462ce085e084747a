"""Cases for Adan. Gradients that flip make the differences larger than themselves, so that a wrong weight shows."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 3 / 4, "beta3": 15 / 16, "weight_decay": 2**-3}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "adan",
        "official official-no-prox",
        {**EXACT, "eps": 2**-6},
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "decay-and-spike",
        "adan",
        "paper",
        {**EXACT, "eps_root": 2**-10},
        changes={5: {"lr": 2**-5}},
        about="weight decay, averages that begin with a gradient, an early spike, and a learning rate that halves",
    ),
    *SPIKE.cases(
        "two-epsilons",
        "adan",
        "optax-0.2.8",
        {**EXACT, "eps": 2**-6, "eps_root": 2**-10},
        changes={5: {"lr": 2**-5}},
        about="both epsilons, weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *DECIMAL.cases(
        "decimal",
        "adan",
        "official",
        {"lr": 0.001, "beta1": 0.98, "beta2": 0.92, "beta3": 0.99, "eps": 1e-8, "weight_decay": 0.02},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]
