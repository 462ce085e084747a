"""Which subjects can have which life."""

from goldstep.conformance.lives.values import sizes
from goldstep.conformance.subject import WINDOW, Subject
from goldstep.reference.registry import family


def has_free(subject: Subject) -> bool:
    """Whether some hyperparameter may have another value."""
    return bool(subject.variant.defaults.keys() - sizes(subject) - subject.limits.fixed.keys())


def has_defaults(subject: Subject) -> bool:
    return bool(subject.variant.exact_defaults.keys() - subject.limits.fixed.keys())


def can_be_grouped(subject: Subject) -> bool:
    """Whether some hyperparameter may have another value for one parameter than for another."""
    names = subject.variant.defaults.keys() - sizes(subject) - subject.limits.common - subject.limits.fixed.keys()
    return bool(names) and subject.algorithm.couples != "all"


def trains(subject: Subject) -> bool:
    """Whether it moves parameters by gradients."""
    return family(subject.algorithm_name) == "optimizers"


def is_loop(subject: Subject) -> bool:
    """Whether it is a training loop: an optimizer with a schedule, an average and what else goes on with it."""
    return family(subject.algorithm_name) == "loops"


def can_be_guarded(subject: Subject) -> bool:
    """Whether a step that is left out may leave something behind: in parameters, or in what a transform gathers."""
    gathers = family(subject.algorithm_name) == "transforms" and bool(subject.slots)
    return is_loop(subject) or (alone(subject) and (trains(subject) or gathers))


def can_be_parted(subject: Subject) -> bool:
    """Whether a batch may come in micro-batches: the mean of their gradients is taken, and nothing else counts them."""
    switches = subject.variant.switches
    if is_loop(subject):
        return switches["schedule"] == switches["average"] == "updates"
    if WINDOW in subject.variant.defaults:
        return switches["gathers"] != "sum"
    return trains(subject) and len(subject.algorithm.inputs) == 1


def can_be_lengthened(subject: Subject) -> bool:
    """Whether windows of micro-batches may have other lengths; the schedule of a loop would go on by these."""
    return can_be_parted(subject) and not is_loop(subject)


def can_be_parted_and_guarded(subject: Subject) -> bool:
    """Whether such a batch may be left out as a whole; what only gathers leaves out a micro-batch alone."""
    return can_be_parted(subject) and can_be_guarded(subject) and (is_loop(subject) or trains(subject))


def can_be_masked(subject: Subject) -> bool:
    return "weight_decay" in subject.variant.defaults and trains(subject) and can_be_grouped(subject)


def tensors(subject: Subject) -> bool:
    return not subject.algorithm.number


def alone(subject: Subject) -> bool:
    """Whether each parameter is a tensor that goes its way alone."""
    return tensors(subject) and subject.algorithm.couples != "all"


def ranks(subject: Subject) -> set[int]:
    return {len(shape) for shape in subject.algorithm.kinds.values()}


def may_be_empty(subject: Subject) -> bool:
    """Whether a parameter may be one without elements: a mean or a maximum of its own would be none."""
    given = family(subject.algorithm_name) in ("optimizers", "transforms")  # channels of no layer are none
    return given and subject.algorithm.coupling(subject.variant) in ("", "all")


def any_shape(subject: Subject) -> bool:
    return tensors(subject) and (not subject.algorithm.coupling(subject.variant) or 1 in ranks(subject))
