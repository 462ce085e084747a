"""What frameworks and packages call things: data, by which a signature and a state are read.

A name is compared without underscores and capitals, so that ``learning_rate`` and ``learningRate`` are one. What an
algorithm calls something itself need not stand here. Names that mean something else in one algorithm stand under
``"algorithm.name"``, and are looked at first.
"""

from collections.abc import Iterator

HYPERS = {
    # optimizers
    "lr": ("learning_rate", "eta", "lrate", "initial_learning_rate"),
    "beta1": ("b1", "beta_1"),
    "beta2": ("b2", "beta_2"),
    "beta3": ("b3", "beta_3"),
    "eps": ("epsilon",),
    "weight_decay": ("wd", "decay", "weight_decay_rate", "l2", "lambda_", "weight_lambda"),
    "momentum": ("mu", "beta", "mom"),
    "dampening": ("tau",),
    "lr_decay": ("kappa",),
    "alpha": ("rho", "decay_rate", "smoothing", "decay", "beta2"),
    "rho": ("decay_rate", "alpha", "beta"),
    "momentum_decay": ("psi",),
    "schedule_multiplier": (),
    "initial_accumulator_value": ("initial_accumulator",),
    "trust_coefficient": ("trust_coeff", "eeta", "tc"),
    "eps_root": ("epsilon_root",),
    "ns_steps": ("newton_schulz_steps", "num_ns_steps", "backend_steps", "nsteps", "ns_iterations"),
    "warmup_steps": ("warmup", "num_warmup_steps"),
    "clip": ("d", "clip_threshold", "clipping_threshold", "update_clip"),
    "eps1": ("eps_1", "epsilon_1"),
    "eps2": ("eps_2", "epsilon_2", "min_scale", "eps_scale"),
    "decay_rate": ("beta2_decay", "beta_2_decay", "decay"),
    "beta": ("momentum", "beta1", "b1"),
    "limit": ("rho", "clip_threshold", "p"),
    "batch_size": ("bs",),
    "interval": ("update_interval", "update_period", "k", "hessian_interval"),
    "lambd": ("lambda_",),
    "t0": ("t_0",),
    "eta_minus": ("etaminus",),
    "eta_plus": ("etaplus",),
    "step_min": ("min_step_size",),
    "step_max": ("max_step_size",),
    "history": ("history_size", "memory_size"),
    "clip_exp": ("clip_exponent",),
    "lr_max": ("max_lr",),
    "keep_num": ("keep",),
    # schedules
    "length": (
        "T_max", "total_iters", "total_steps", "num_training_steps", "decay_steps", "transition_steps", "t_initial",
        "steps", "max_steps", "num_steps", "max_iters", "anneal_epochs", "total", "epochs", "max_epochs",
    ),
    "warmup": (
        "num_warmup_steps", "warmup_steps", "warmup_t", "warmup_iters", "warmup_period", "warmup_epochs", "n_warmup",
    ),
    "init": ("init_value", "warmup_lr_init", "warmup_start_lr", "initial_lr", "warmup_init_lr"),
    "eta_min": ("lr_min", "min_lr", "end_value", "final_lr"),
    "ratio": ("min_lr_ratio", "alpha", "final_ratio"),
    "exponent": ("power", "degree"),
    "end": ("lr_end", "end_value", "end_learning_rate", "lr_min"),
    "gamma": ("decay_rate", "factor"),
    "step_size": ("decay_t", "step", "period"),
    "stable": ("num_stable_steps", "stable_steps"),
    "decay": ("num_decay_steps", "decay_steps", "beta", "alpha", "ema_decay", "momentum"),
    "factor": ("gamma",),
    "start_factor": ("start",),
    "end_factor": ("final_factor",),
    "first": ("T_0", "first_cycle_steps", "first_decay_steps"),
    "peak_factor": ("m_mul",),
    "growth": ("T_mult", "cycle_mult", "t_mul"),
    "max_lr": ("peak_value",),
    "up": ("step_size_up",),
    "down": ("step_size_down",),
    "pct": ("pct_start",),
    "div": ("div_factor",),
    "final_div": ("final_div_factor",),
    "swa_lr": (),
    "high": ("max_lr", "end_lr"),
    "model_size": ("d_model", "dim", "model_dim"),
    # averages and transforms
    "power": ("update_factor_power",),
    "start": ("update_after_step", "start_step"),
    "frequency": ("update_every", "every"),
    "max_norm": ("clip_norm", "max_grad_norm", "norm", "clip_value", "limit", "maximum"),
    "max_value": ("clip_value", "max_delta", "clip", "value", "limit", "maximum"),
    "threshold": ("clip_rms", "max_rms"),
    "clipping": ("clip_factor", "clip", "clipping_threshold"),
    # where one algorithm means something else
    "clip_by_global_norm.max_norm": ("value", "c", "global_norm"),
    "clip_by_norm.max_norm": ("value", "c"),
    "ema.gamma": ("inv_gamma",),
    "warmup_cosine_lr.length": (
        "num_training_steps", "decay_steps", "t_initial", "T_max", "total_steps", "first_cycle_steps", "max_epochs",
    ),
    "warmup_cosine_lr.lr": ("peak_value",),
    "warmup_lr.lr": ("peak_value", "end_value"),
    "cosine_annealing.lr": ("init_value",),
    "cosine_annealing.alpha": ("min_lr_rate",),
    "constant_lr.lr": ("value",),
    "linear_lr.lr": ("init_value",),
    "linear_lr.end": ("end_value",),
    "polynomial_lr.lr": ("init_value",),
    "exponential_lr.lr": ("init_value",),
    "exponential_lr.steps": ("transition_steps", "decay_steps"),
    "exponential_lr.begin": ("transition_begin",),
    "one_cycle_lr.lr": ("peak_value", "max_lr"),
    "one_cycle_lr.length": ("transition_steps", "total_steps"),
    "step_lr.lr": ("init_value",),
}  # fmt: skip

TUPLES = {
    "betas": ("beta1", "beta2", "beta3"),
    "beta": ("beta1", "beta2", "beta3"),
    "eps": ("eps1", "eps2"),
    "etas": ("eta_minus", "eta_plus"),
    "step_sizes": ("step_min", "step_max"),
    "ns_coefficients": ("ns_a", "ns_b", "ns_c"),
    "ns_coeffs": ("ns_a", "ns_b", "ns_c"),
    "coefficients": ("ns_a", "ns_b", "ns_c"),
    "adafactor.betas": ("beta1", "beta2_cap"),
    "schedule_free_sgd.betas": ("beta",),
}

SLOTS = {
    "m": (
        "exp_avg", "mu", "momentum", "momentum_buffer", "moment1", "first_moment", "ma", "mean", "momentums", "mom",
        "ema", "exp_avgs", "moments", "trace", "velocity",
    ),
    "v": (
        "exp_avg_sq", "nu", "square_avg", "second_moment", "moment2", "variance", "velocities", "velocity", "sum_sq",
        "exp_avg_sqs", "accumulator", "rms", "average_sq",
    ),
    "b": ("momentum_buffer", "trace", "velocity", "buf", "momentums", "momentum", "mom", "buffer", "exp_avg", "m"),
    "a": ("grad_avg", "mu", "average_gradients", "mean_grad"),
    "s": ("exp_avg_var", "nu", "velocities", "exp_avg_sq", "variance"),
    "u": ("exp_inf", "nu", "infinity_norm", "inf_norm"),
    "v_max": ("max_exp_avg_sq", "max_exp_avg_sqs", "nu_max", "vhat", "velocity_hats", "v_hat"),
    "e_g": ("square_avg", "accumulated_grads", "acc_grad", "avg_sq_grad"),
    "e_x": ("acc_delta", "accumulated_delta_vars", "avg_sq_dx"),
    "G": ("sum", "sum_of_squares", "accumulator", "accumulators", "grad_sum", "sum_sq"),
    "mu_product": ("m_schedule", "momentum_product", "u_product"),
    "eta": (), "mu": (), "ax": (),
    "step": ("step_size", "step_sizes"),
    "move": ("prev_updates", "prev_update"),
    "prev": ("prev_grad", "previous_grad"),
    "r": ("exp_avg_sq_row", "row_var", "v_row"),
    "c": ("exp_avg_sq_col", "col_var", "v_col"),
    "z": (),
    "lr_max": ("max_lr",),
    "weight_sum": (),
    "h": ("hessian", "hessian_moment", "nu"),
    "window": ("exp_grad_queue", "grads"),
    "adafactor.v": ("exp_avg_sq", "variance", "v"),
    "adashift.v": ("exp_avg_sq",),
}  # fmt: skip

# arguments that no hyperparameter is, and the value at which they do nothing
IDLE = {
    "lbfgs": {"max_iter": 1, "tolerance_grad": 0.0, "tolerance_change": 0.0},
}


def plain(name: str) -> str:
    """What names are compared by."""
    return name.replace("_", "").lower()


def of_hyper(algorithm: str, name: str) -> Iterator[str]:
    """What a hyperparameter may be called, the likeliest first, as `plain` gives it."""
    return _named(HYPERS, algorithm, name)


def of_slot(algorithm: str, name: str) -> Iterator[str]:
    """The same of a slot."""
    return _named(SLOTS, algorithm, name)


def members(algorithm: str, name: str) -> tuple[str, ...]:
    """The hyperparameters of an argument that is a tuple; empty if none is known under this name."""
    known = {plain(key): value for key, value in TUPLES.items()}
    return known.get(plain(f"{algorithm}.{name}")) or known.get(plain(name), ())


def _named(table: dict[str, tuple[str, ...]], algorithm: str, name: str) -> Iterator[str]:
    yield plain(name)
    for key in (f"{algorithm}.{name}", name):
        yield from map(plain, table.get(key, ()))
