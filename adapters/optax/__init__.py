"""optax: optimizers, schedules, averages and gradient transforms, eagerly and under `jax.jit`.

The bias corrections are computed in the dtype of the parameters, and XLA on CPUs flushes subnormals, hence the
contract.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import jax
import optax

from goldstep.adapters import numbered
from goldstep.adapters.bound import Forwarding, bindings_in
from goldstep.adapters.contract import Arrays, Info, Setup, Unsupported
from goldstep.adapters.everywhere import Everywhere
from goldstep.adapters.forgetting import forget
from goldstep.adapters.optax import bindings
from goldstep.adapters.optax.optimizers import CONTRACT, Binding
from goldstep.adapters.optax.shared import divide
from goldstep.adapters.optax.transforms import Transform
from goldstep.adapters.optax.ways import ELSEWHERE, INJECTED, MODES, REQUESTED


@cache
def load_bindings() -> dict[str, Any]:
    """How each algorithm is spelled: a record with `variants`, a `contract`, and `begin(setup)`, which starts a run."""
    return bindings_in(bindings)


def _modes(found: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Only transformations that move parameters are run in all ways, and those of gradients over devices."""
    others = {name: b for name, b in found.items() if type(b) is not Binding}
    usual = ("eager", "jit")
    elsewhere = {name: ELSEWHERE for name, b in others.items() if isinstance(b, Transform)}
    return {name: (*(getattr(b, "modes", ()) or usual), *elsewhere.get(name, ())) for name, b in others.items()}


def _options(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each option of a set-up the algorithms that have it."""
    optimizers = {name: b for name, b in found.items() if type(b) is Binding and not b.joint}
    wrapped = [name for name, b in found.items() if getattr(b, "guarded", False)]
    moving = [name for name, b in found.items() if type(b) is Binding and not b.joint]
    masked = [name for name, b in optimizers.items() if b.masked]
    return {"guard": [*optimizers, *wrapped], "lengths": [*moving, *wrapped], "mask": masked}


def begun(setup: Setup) -> Any:
    """A run in this process."""
    return load_bindings()[setup.algorithm].begin(setup)


class Optax(
    Forwarding, verbs=("step", "micro_step", "step_on", "evaluate", "save", "restore", "state", "load", "take", "give")
):
    """One run of an algorithm of optax."""

    def info(self) -> Info:
        found = load_bindings()
        return Info(
            name="optax",
            version=optax.__version__,
            algorithms={name: binding.variants for name, binding in found.items()},
            dtypes=("float64", "float32"),
            modes=MODES,
            requested=REQUESTED,
            shared=ELSEWHERE,
            contract=CONTRACT,
            contracts={name: b.contract for name, b in found.items() if b.contract != CONTRACT},
            groups=True,
            defaults=True,
            unreadable={name: b.unreadable for name, b in found.items() if getattr(b, "unreadable", ())},
            modes_of=_modes(found),
            contracts_in={INJECTED: {name: replace(b.contract, constants="working") for name, b in found.items()}},
            constant={name: b.constant for name, b in found.items() if getattr(b, "constant", ())},
            common={name: b.common for name, b in found.items() if getattr(b, "common", ())},
            costly=("jit", *REQUESTED),
            options=_options(found),
            environment={
                "optax": optax.__version__,
                "jax": jax.__version__,
                "platform": jax.default_backend(),
            },
        )

    def init(self, setup: Setup) -> None:
        if setup.device != "cpu":
            raise Unsupported("the optax adapter runs on JAX's default platform only")
        forget(jax)
        self._run = Everywhere(1, begun, divide, setup) if setup.mode in ELSEWHERE else begun(setup)

    def parameters(self, file: str) -> tuple[Arrays, str]:
        return numbered.parameters(file)
