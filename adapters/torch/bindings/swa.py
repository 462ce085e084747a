"""torch.optim.swa_utils.AveragedModel with its default function, and with get_swa_multi_avg_fn() by foreach."""

from torch.optim.swa_utils import get_swa_multi_avg_fn

from goldstep.adapters.torch.averages import Average


def updates(t, h):
    """Every step is one that updates, unless it is told otherwise."""
    since = t - int(h.get("start", 1))
    return since // int(h.get("frequency", 1)) + 1 if since >= 0 else 0


BINDING = Average(
    variants=("pytorch-2.13", "pytorch-2.13-buffers"),
    with_buffers=("pytorch-2.13-buffers",),
    function=lambda h: {"for-loop": None, "foreach": get_swa_multi_avg_fn()},
    updates=updates,
    constant=("start", "frequency"),  # the averages are counted, whatever the loop says later
)
