"""The kinds of wrong lives: which clause each breaks, and of which algorithms, hyperparameters and state variables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from goldstep.adapters.loading import Backend
from goldstep.conformance.impostors import (
    besides,
    bounding,
    evaluating,
    gathering,
    kernels,
    living,
    resuming,
    sharing,
    whom,
)
from goldstep.conformance.impostors.living import Living
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.registry import get


@dataclass(frozen=True)
class Misliving:
    """One way to live wrongly: its kind, the clause that it breaks, and what of an algorithm it can be wrong about."""

    kind: str
    make: type[Living]
    clause: str
    source: str
    names: Callable[[Algorithm, Variant], Sequence[str]]
    applies: Callable[[Algorithm], bool] = lambda algorithm: True

    @property
    def name(self) -> str:
        words = "".join(f"-{c.lower()}" if c.isupper() else c for c in self.make.__name__)
        return words.removeprefix("-")


WAYS = [
    Misliving(
        "change",
        living.Frozen,
        "STEP-9",
        "values frozen at construction, in nine of nine algorithms that were tried",
        whom.hypers,
    ),
    Misliving(
        "change",
        living.TooLate,
        "STEP-9",
        "schedulers that set the rate after the step that should have it",
        whom.hypers,
    ),
    Misliving(
        "change",
        living.Clamped,
        "STEP-9",
        "guards such as eps or 1e-8 in place of a hyperparameter of 0",
        whom.from_zero,
    ),
    Misliving(
        "change", living.ClampedAbove, "STEP-9", "min(beta, 1 - eps), where 1 is a value as any other", whom.to_one
    ),
    Misliving(
        "change",
        bounding.DecaysToZeroAtMost,
        "STEP-9",
        "(1 - lr * weight_decay).clamp(min=0), as a precaution",
        whom.decaying,
        whom.trains,
    ),
    Misliving(
        "group",
        living.Common,
        "STEP-8",
        "weight decay by the common learning rate, and betas by the common ones",
        whom.at_all,
        whom.grouped,
    ),
    Misliving(
        "group", living.OfAnother, "STEP-8", "hyperparameters read from param_groups[0]", whom.at_all, whom.grouped
    ),
    Misliving(
        "default", living.OtherDefault, "STEP-12", "defaults that differ from the documented ones", whom.with_default
    ),
    Misliving(
        "precision",
        living.InSixteenBits,
        "STEP-18",
        "Keras and TensorFlow hold every scalar in the dtype of the parameters",
        whom.published,
        whom.tensors,
    ),
    Misliving(
        "size", bounding.BoundsGradients, "STEP-24", "clamp_(-1e4, 1e4), for safety", whom.once, whom.trains_alone
    ),
    Misliving(
        "size",
        bounding.BoundsState,
        "STEP-24",
        "exp_avg_sq.clamp_(max=1e10), for safety",
        whom.growing,
        whom.trains_alone,
    ),
    Misliving(
        "size",
        bounding.LeavesOutLarge,
        "STEP-24",
        "steps that are skipped where a norm is above a limit",
        whom.once,
        whom.trains_alone,
    ),
    Misliving(
        "size",
        bounding.EndsAtEmpty,
        "STEP-7",
        "a return where numel() is 0 that should go on to the next parameter",
        whom.apart,
        whom.trains_alone,
    ),
    Misliving(
        "missing gradient",
        living.NoneIsZero,
        "STEP-10",
        "zero_grad without set_to_none: frozen parameters that decay",
        whom.once,
        whom.alone,
    ),
    Misliving(
        "resumption",
        living.CountStands,
        "STEP-3",
        "counts that have the dtype of the state",
        whom.counting_on,
        whom.tensors,
    ),
    Misliving("missing gradient", living.ZeroIsNone, "STEP-10", "a tensor of zeros skipped", whom.once, whom.alone),
    Misliving(
        "missing gradient", living.CountsForAll, "STEP-10", "one count of steps for a group", whom.counting, whom.alone
    ),
    Misliving(
        "missing gradient",
        living.JoinsAtTheCount,
        "STEP-10",
        "one count of steps for a group",
        whom.counting,
        whom.alone,
    ),
    Misliving("option", living.Descends, "STEP-15", "an option that is taken and not read", whom.once, whom.trains),
    Misliving(
        "option",
        living.TurnsUpdate,
        "STEP-15",
        "weight decay added before the gradient is negated",
        whom.decaying,
        whom.trains,
    ),
    Misliving(
        "option",
        living.MaskTurned,
        "STEP-8",
        "masks of what is left out, not of what decays",
        whom.decayed,
        whom.guarded,
    ),
    Misliving("option", living.MaskFallsOff, "STEP-8", "a mask that is kept and not read", whom.decayed, whom.guarded),
    Misliving(
        "skipped step",
        living.CountsLeftOut,
        "STEP-16",
        "counts and schedules that go on where the scaler skips the step",
        whom.counting,
        whom.skipping,
    ),
    Misliving(
        "skipped step",
        living.LeavesOutAlone,
        "STEP-16",
        "a test for NaN in the loop over parameters",
        whom.once,
        whom.guarded,
    ),
    Misliving(
        "skipped step",
        living.SkipsAsZero,
        "STEP-16",
        "gradients that are set to zero: nan_to_num",
        whom.once,
        whom.skipping,
    ),
    Misliving(
        "use",
        living.SpoilsGradient,
        "STEP-1",
        "KellerJordan/Muon: grad.lerp_ in muon_update",
        whom.once,
        whom.given_gradients,
    ),
    Misliving("use", living.TurnsGradient, "STEP-1", "pytorch_optimizer, maximize_gradient", whom.once, whom.trains),
    Misliving(
        "resumption",
        resuming.KeepsWhatWasNotSaved,
        "STEP-11",
        "state dicts that are merged into what is there",
        whom.kept,
        whom.trains_alone,
    ),
    Misliving(
        "resumption",
        resuming.SavesNoZeros,
        "STEP-11",
        "states that are left out of a checkpoint since they are zeros",
        whom.counting_from_zeros,
        whom.trains_alone,
    ),
    Misliving(
        "use", living.TellsTheLastRate, "STEP-19", "get_last_lr before the rate is set", whom.once, whom.scheduled
    ),
    Misliving(
        "use",
        living.TellsTheFirstRate,
        "STEP-19",
        "mutation of get_last_lr: param_groups[0]",
        whom.hypers_at_all,
        whom.scheduled,
    ),
    Misliving(
        "use", living.TellsTheClippedNorm, "STEP-19", "mutation of clip_grad_norm_", whom.once, whom.clipping_all
    ),
    Misliving("use", living.LeavesGradients, "STEP-1", "mutation of Optimizer.zero_grad", whom.once, whom.trains),
    Misliving(
        "skipped step", living.NeverScalesUp, "STEP-16", "mutation of torch/amp/grad_scaler.py", whom.once, whom.looping
    ),
    Misliving(
        "resumption", resuming.KeepsItsCount, "STEP-11", "mutation of GradScaler.load_state_dict", whom.counting_later
    ),
    Misliving(
        "resumption",
        resuming.ForgetsScale,
        "STEP-11",
        "mutation of GradScaler.load_state_dict",
        whom.once,
        whom.looping,
    ),
    Misliving("use", living.LeavesTheMode, "STEP-19", "update_bn without the mode put back", whom.once, whom.averaging),
    Misliving(
        "resumption",
        resuming.Forgets,
        "STEP-11",
        "state that is not saved: kozistr/pytorch_optimizer PR#310",
        whom.slots,
    ),
    Misliving("resumption", resuming.ForgetsCount, "STEP-11", "davda54/sam PR#39", whom.counting),
    Misliving(
        "resumption",
        resuming.SavesShortCount,
        "STEP-11",
        "counts cast to the dtype of the parameters on load: pytorch/pytorch#74424",
        whom.counting_exactly,
        whom.tensors,
    ),
    Misliving(
        "resumption",
        resuming.ForgetsGroups,
        "STEP-11",
        "settings of a group lost on load",
        whom.hypers_at_all,
        whom.grouped,
    ),
    Misliving(
        "resumption",
        resuming.ForgetsOlderCounts,
        "STEP-11",
        "mutation of __setstate__ in torch.optim",
        whom.once,
        whom.trains,
    ),
    Misliving(
        "resumption", living.CountsNothing, "STEP-11", "mutation of torch/optim/rmsprop.py", whom.once, whom.trains
    ),
    Misliving(
        "resumption",
        resuming.HoldsAnother,
        "STEP-11",
        "tensors of a captured graph that a load replaces",
        whom.once,
        whom.trains,
    ),
    Misliving("resumption", resuming.SavesRounded, "STEP-11", "checkpoints in 16 bits", whom.slots),
    Misliving("resumption", resuming.SavesAlias, "STEP-11", "state dicts that hold references", whom.once),
    Misliving("instance", living.SharesState, "STEP-13", "class-level buffers shared by two instances", whom.own_slots),
    Misliving(
        "layout",
        kernels.IgnoresStrides,
        "STEP-14",
        "fused kernels that take pointers without strides",
        whom.once,
        whom.tensors,
    ),
    Misliving(
        "layout",
        kernels.WritesBeside,
        "STEP-14",
        "fused kernels that take pointers without strides",
        whom.once,
        whom.tensors,
    ),
    Misliving("size", kernels.SkipsTail, "STEP-17", "vector kernels that drop their remainder", whom.once, whom.large),
    Misliving(
        "size", kernels.SkipsBoundary, "STEP-17", "parallel loops whose chunks leave a gap", whom.once, whom.large
    ),
    Misliving(
        "size", kernels.SkipsTensors, "STEP-17", "kernels with a fixed list of tensors", whom.once, whom.elementwise
    ),
    Misliving(
        "group",
        besides.InTheDtypeBeside,
        "STEP-17",
        "mutation of torch/optim/optimizer.py",
        whom.once,
        whom.trains_alone,
    ),
    Misliving(
        "group", besides.OnceForEachDtype, "STEP-17", "mutation of torch/optim/adam.py", whom.once, whom.trains_alone
    ),
    Misliving(
        "use", living.ReplacesRate, "STEP-19", "mutation of torch/optim/lr_scheduler.py", whom.once, whom.scheduled
    ),
    Misliving(
        "loop",
        gathering.ClipsTogether,
        "STEP-23",
        "clip_grad_norm_(model.parameters()) where each group has a limit",
        whom.looped,
    ),
    Misliving("micro-batches", gathering.ClipsEachMicroBatch, "STEP-23", "jenkspt/gpt-jax #2", whom.looped),
    Misliving(
        "loop",
        gathering.ClipsTheSum,
        "STEP-23",
        "mutation: clip_grad_norm_ before the division by the tokens",
        whom.looped,
    ),
    Misliving("sharing", sharing.LocalNorm, "STEP-20", "clip_grad_norm_ of what a process holds", whom.normed),
    Misliving("sharing", sharing.CountsTwice, "STEP-20", "norms over replicas and tied parameters", whom.normed),
    Misliving(
        "sharing",
        sharing.StateOfAnother,
        "STEP-20",
        "states that are loaded in another order",
        whom.elements,
        whom.tensors,
    ),
    Misliving(
        "sharing",
        sharing.Sums,
        "STEP-20",
        "losses that are not divided by the number of processes",
        whom.once,
        whom.given_gradients,
    ),
    Misliving(
        "micro-batches",
        gathering.MeansWeighAlike,
        "STEP-21",
        "huggingface/transformers PR#34191",
        whom.parted,
    ),
    Misliving(
        "micro-batches",
        gathering.DividesByFull,
        "STEP-21",
        "modelscope/ms-swift PR#10084; accelerate 1.15, Accelerator.backward",
        whom.parted,
    ),
    Misliving(
        "micro-batches", gathering.SumsUp, "STEP-21", "NVIDIA-NeMo/Speech #274; verl-project/verl PR#3332", whom.parted
    ),
    Misliving(
        "micro-batches",
        gathering.CarriesWeight,
        "STEP-21",
        "mutation: the number of samples of the window before",
        whom.parted,
    ),
    Misliving(
        "micro-batches",
        gathering.MeanOverRanks,
        "STEP-21",
        "transformers 5.24 with average_tokens_across_devices off",
        whom.parted,
    ),
    Misliving("micro-batches", gathering.DropsShort, "STEP-21", "tracel-ai/burn #5695", whom.parted),
    Misliving(
        "micro-batches",
        gathering.GoesOnAtTheEnd,
        "STEP-21",
        "optax.MultiSteps, which knows of no end of the data",
        whom.parted,
    ),
    Misliving(
        "micro-batches",
        gathering.KeepsTheRest,
        "STEP-21",
        "mutation: gradients that are not zeroed where the scaler skips the step",
        whom.parted_and_guarded,
    ),
    Misliving("micro-batches", gathering.LengthOfTheFirst, "STEP-21", "mutation of optax.MultiSteps", whom.lengthened),
    Misliving("micro-batches", gathering.LengthOfTheLast, "STEP-21", "mutation of optax.MultiSteps", whom.lengthened),
    Misliving(
        "micro-batches",
        gathering.LengthByMicroSteps,
        "STEP-21",
        "mutation of optax.MultiSteps: a count of micro-steps in place of gradient_step",
        whom.lengthened,
    ),
    Misliving(
        "evaluation", evaluating.EvaluatesByAnother, "STEP-22", "mutation of schedulefree's eval", whom.evaluated_by
    ),
    Misliving(
        "evaluation",
        evaluating.EvaluatesByTheFirst,
        "STEP-22",
        "mutation: beta taken from the defaults, not from the group",
        whom.evaluated_by,
    ),
    Misliving(
        "evaluation",
        evaluating.GoesOnEvaluating,
        "STEP-22",
        "kohya-ss/sd-scripts PR#1250, where the optimizer was not put into training mode",
        whom.evaluated,
    ),
    Misliving(
        "evaluation",
        evaluating.EvaluatesTwice,
        "STEP-22",
        "mutation of schedulefree's eval: train_mode is not looked at",
        whom.evaluated,
    ),
    Misliving("evaluation", evaluating.EvaluatesTheTrained, "STEP-22", "evaluation without eval()", whom.evaluated),
]


@dataclass(frozen=True)
class WrongLife:
    """An impostor: one way to live wrongly, of one algorithm, about one of its hyperparameters or state variables."""

    way: Misliving
    algorithm: str
    variant: str
    name: str

    @property
    def id(self) -> str:
        about = f"-{self.name}" if self.name else ""
        return f"{self.algorithm}/{self.way.name}{about}"

    @property
    def kind(self) -> str:
        return self.way.kind

    @property
    def clause(self) -> str:
        return self.way.clause

    @property
    def wrong(self) -> str:
        return (self.way.make.__doc__ or "").format(name=self.name)

    @property
    def source(self) -> str:
        return self.way.source

    def backend(self) -> Backend:
        return Backend(f"impostor:{self.id}", partial(self.way.make, get(self.algorithm), self.variant, self.name))


def lives_of(algorithm_name: str, variant_name: str | None = None) -> Iterator[WrongLife]:
    """Every wrong life that pretends to be an algorithm, as its first variant or as another."""
    algorithm = get(algorithm_name)
    variant = algorithm.variant(variant_name) if variant_name else algorithm.variants[0]
    for way in WAYS:
        if way.applies(algorithm):
            for name in way.names(algorithm, variant):
                yield WrongLife(way, algorithm_name, variant.name, name)
