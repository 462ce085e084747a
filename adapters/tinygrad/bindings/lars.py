"""tinygrad.nn.optim.LARS. A trust coefficient of 0 stands for no ratio there.

Fused it follows no variant: reproducers/fused_ratio.py.
"""

from goldstep.adapters.tinygrad.optimizers import Binding

BINDING = Binding(
    optimizer="LARS",
    variants=("tinygrad-0.14",),
    slots={"b": "b"},
    negates=lambda variant: True,
    fuses=False,
    bounds={"trust_coefficient": "(0, inf)"},
)
