"""tinygrad.nn.optim.Muon: its LARS without the ratio, with the iteration of Newton and Schulz."""

from goldstep.adapters.tinygrad.optimizers import Binding

COEFFICIENTS = ("ns_a", "ns_b", "ns_c")


def values(hyper):
    """The coefficients are one argument, and the number of steps an integer."""
    told = {name: x for name, x in hyper.items() if name not in COEFFICIENTS}
    if "ns_steps" in told:
        told["ns_steps"] = int(told["ns_steps"])
    if not hyper.keys().isdisjoint(COEFFICIENTS):
        told["ns_coefficients"] = tuple(hyper[name] for name in COEFFICIENTS)
    return told


BINDING = Binding(
    optimizer="Muon",
    variants=("tinygrad-0.14",),
    slots={"m": "b"},
    values=values,
    fuses=False,
    bounds={"momentum": "(0, 1)"},
)
