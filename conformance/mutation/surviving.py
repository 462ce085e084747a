"""Why mutants survive: what they change is right after all, or no case reaches it.

One reason holds for every mutant whose function and change match; the first that does counts.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """`function` and `change` are regular expressions: of the qualified name, and of the lines that differ."""

    change: str
    why: str
    function: str = ""
    equivalent: bool = True


REFUSED = "all it does is to refuse a use that is wrong"
OFF = "off here, where a step is neither captured, compiled nor scripted, and parameters are real and on a CPU"
OPTAX = (
    Reason(
        r"^constant\n- def scale_by_",
        "transformations are judged as optimizers are made of them, which give it",
        equivalent=False,
    ),
    Reason(
        "where",
        "Rprop of optax deviates already, so nothing more of it is seen",
        function="scale_by_rprop",
        equivalent=False,
    ),
    Reason(
        "last_finite=jnp.array",
        "whether the last gradient was finite is not asked before the first step",
        function="apply_if_finite",
        equivalent=False,
    ),
    Reason(
        "max_consecutive_errors",
        "no run has so many gradients in a row that are not finite",
        function="apply_if_finite",
        equivalent=False,
    ),
    Reason("callable_leaves", "no mask is empty, or made of functions in part", equivalent=False),
    Reason(
        "mask_compatible_extra_args|pytree_dict",
        "nothing but gradients is given to what is masked",
        function="masked",
        equivalent=False,
    ),
    Reason("extra_args", "no step is left out by a condition of one's own", function="_skip_update", equivalent=False),
    Reason("g_norm <", "what has the largest norm that is let through is let through by either branch"),
    Reason("^keepdims= left out|keepdims=False", "it is spread over the same elements", function="unitwise_norm"),
    Reason("check_shapes_equal", REFUSED),
    Reason(
        r"frac \*\* power",
        "polynomial_schedule deviates already where its power shows",
        function="polynomial_schedule",
        equivalent=False,
    ),
    Reason(r"if transition_begin <", "a begin of 0 is 0 either way"),
    Reason("decreased_count <", "a rate to the power of 0 is 1", function="exponential_decay"),
    Reason(
        "^constant\n- def (linear|cosine)_onecycle",
        "one-cycle schedules are told their fractions and factors",
        equivalent=False,
    ),
    Reason(
        "",
        "hyperparameters are injected as numbers of the dtype of the run, and not as functions",
        function="inject_hyperparams|_convert_floats",
        equivalent=False,
    ),
)
REASONS = (
    Reason(r"^(device|dtype|memory_format|is_fused)= left out", "what stands there without it is the same on a CPU"),
    Reason(r"^(capturable|has_complex)= left out|setdefault\('capturable'", OFF),
    Reason(r"\n- (if has_complex|has_complex \|=|if capturable)|graph_capture|is_scripting|is_compiling", OFF),
    Reason("_need_device_dtype_check|_default_to_fused_or_foreach|_has_foreach_support", "it only chooses or refuses"),
    Reason(r"^foreach= left out|setdefault\('foreach'", "which implementation is taken shows in no value"),
    Reason(r"^operator\n- .*\* ?-1.*\n\+ .*/ ?-1", "a product with -1 is a quotient by it"),
    Reason("with_indices", "the numbers of tensors in a group are not used"),
    Reason(r"^left out\n- break", "the loop only finds whether there is one, and finds it again"),
    Reason(
        r"^differentiable= left out|setdefault\('differentiable'",
        "steps are differentiated on request",
        equivalent=False,
    ),
    Reason(
        r"^(non_blocking|foreach)= left out|non_blocking=(True|False)\W*\n", "which way it is copied shows in no value"
    ),
    Reason(
        r"_has_foreach_support|_device_has_foreach|get\('foreach'|not_supported",
        "which implementation is taken shows in no value",
    ),
    Reason(r"is_complex\(averaged_param_list", OFF),
    Reason(r"\n- if foreach (and|or) ", "which implementation is taken shows in no value"),
    Reason(r"alpha= left out\n- .*alpha=1\.0", "what stands there without it is the same"),
    Reason(
        r"is_fused=fused|_get_scalar_dtype\(\), device=p\.device\) if",
        "what stands there without it is the same on a CPU",
    ),
    Reason(r"_dtype_check_for_fused|if (not )?group\['fused'\]:|stage'\] = OptState.STEPPED", REFUSED),
    Reason(r"_unscale_grads_\(.*(True|False)\)", REFUSED),
    Reason("", "it only chooses or refuses", function="_default_to_fused_or_foreach"),
    Reason(r"\n- if foreach is None:", "which implementation is taken shows in no value"),
    Reason(r"\n- if differentiable:", "a copy has the same values", function="_single_tensor_adadelta"),
    Reason(
        r"not maximize and weight_decay == 0", "whether it is done in place shows in no value", function="_multi_tensor"
    ),
    Reason(r"device (not )?in lr_dict", "what stands there without it is the same on a CPU"),
    Reason(r"weight_decay != 0.*weight_decay != 1", "no case has a decay of 1", equivalent=False),
    Reason(
        r"^keepdim= left out",
        "no case has a tensor with more axes than a matrix",
        function="adafactor",
        equivalent=False,
    ),
    Reason(r"sign = grad.mul\(prev\)", "only signs are asked for afterwards"),
    Reason(r"param_set|is_generator", REFUSED),
    Reason(
        r"^constant\n- (.*)strict=(?:True|False)(.*)\n\+ \1strict=(?:True|False)\2$", "both lists have as many elements"
    ),
    Reason(r"warnings\.warn|_warned_", "what is warned of is not judged"),
    Reason(r"^detach\(\) left out", "no gradient is recorded there"),
    Reason(r"\n- if device is not None", "what stands there without it is the same on a CPU"),
    Reason(r"len\(found_infs\) > 1", "the loop has nothing to do then"),
    Reason(
        r"step = max\(1, step\)|prev_t = max\(0, min\(1",
        "the rate that is found counts for nothing there",
        function="SWALR",
    ),
    Reason(r"_step_count == 1 and self.last_epoch > 0", "no step comes to this branch", function="CosineAnnealingLR"),
    Reason(r"self\.T_cur = last_epoch", "it is set again before it is read", function="CosineAnnealingWarmRestarts"),
    Reason(r"pg.get\('fused'", "every group has it"),
    Reason(
        r"post_hook|pre_hook|_optimizer_step_code|hooked|profile_hook_step",
        "nothing is hooked into a step here",
        equivalent=False,
    ),
    Reason(
        r"func_evals'\] \+=",
        "how often an objective was evaluated is read by nothing",
        function="LBFGS",
        equivalent=False,
    ),
    Reason(r"init_scale: float", "a loop is told its first scale", function="GradScaler", equivalent=False),
    Reason(
        r"state_dict\['backoff_factor'\]",
        "both scalers were made with the same factor",
        function="GradScaler",
        equivalent=False,
    ),
    Reason(r"if last_epoch == -1", "the optimizer has this momentum already", function="CyclicLR", equivalent=False),
    Reason("sparse", "gradients are dense here, but for those of SparseAdam", equivalent=False),
    Reason(
        r"setdefault\('decoupled_weight_decay'",
        "a state of NAdam that is loaded deviates already in these dtypes, so nothing more of it is seen",
        function="NAdam",
        equivalent=False,
    ),
    Reason(r"'momentum'\] != 1", "no case has a momentum of 1", equivalent=False),
    *OPTAX,
)


def reason(kind: str, function: str, before: str, after: str) -> dict[str, str]:
    """Under "equivalent" why nobody could tell it from the original, or under "unseen" why nobody does."""
    told = f"{kind}\n- {before}\n+ {after}"
    for each in REASONS:
        if re.search(each.function, function) and re.search(each.change, told, re.DOTALL):
            return {"equivalent" if each.equivalent else "unseen": each.why}
    return {"unseen": ""}
