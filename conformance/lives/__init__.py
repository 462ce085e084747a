"""What happens to an optimizer in use, as cases: made from the declaration of every algorithm, for all of them at once.

A case here is the first golden case of a subject lived differently: with hyperparameters that change one after the
other, that stand in groups, at the ends of their domains or at their defaults; with gradients that are missing; late in
a run; with parameters of other shapes.
"""

from goldstep.conformance.lives.changing import changing
from goldstep.conformance.lives.parted import lengthened, looped, parted, parted_and_guarded
from goldstep.conformance.lives.running import (
    guarded,
    laid_out,
    late,
    masked,
    maximizing,
    measured,
    resting,
    shaped,
    without_elements,
)
from goldstep.conformance.lives.sized import large, room
from goldstep.conformance.lives.standing import at_defaults, edges, grouped, joining, published
from goldstep.conformance.lives.values import ends, nearest, others
from goldstep.conformance.lives.whom import (
    alone,
    any_shape,
    can_be_grouped,
    can_be_guarded,
    can_be_lengthened,
    can_be_masked,
    can_be_parted,
    can_be_parted_and_guarded,
    has_defaults,
    has_free,
    is_loop,
    may_be_empty,
    tensors,
    trains,
)

__all__ = [
    "alone",
    "any_shape",
    "at_defaults",
    "can_be_grouped",
    "can_be_guarded",
    "can_be_lengthened",
    "can_be_masked",
    "can_be_parted",
    "can_be_parted_and_guarded",
    "changing",
    "edges",
    "ends",
    "grouped",
    "guarded",
    "has_defaults",
    "has_free",
    "is_loop",
    "joining",
    "laid_out",
    "large",
    "late",
    "lengthened",
    "looped",
    "masked",
    "maximizing",
    "may_be_empty",
    "measured",
    "nearest",
    "others",
    "parted",
    "parted_and_guarded",
    "published",
    "resting",
    "room",
    "shaped",
    "tensors",
    "trains",
    "without_elements",
]
