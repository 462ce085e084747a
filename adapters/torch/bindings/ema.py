"""torch.optim.swa_utils.AveragedModel with get_ema_avg_fn(decay), and with get_ema_multi_avg_fn(decay) by foreach."""

from torch.optim.swa_utils import get_ema_avg_fn, get_ema_multi_avg_fn

from goldstep.adapters.torch.averages import Average

BINDING = Average(
    variants=("pytorch-2.13", "pytorch-2.13-buffers"),
    with_buffers=("pytorch-2.13-buffers",),
    function=lambda h: {"for-loop": get_ema_avg_fn(**h), "foreach": get_ema_multi_avg_fn(**h)},
)
