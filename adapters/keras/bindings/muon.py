"""keras.optimizers.Muon, for its matrices."""

from goldstep.adapters.keras.backend import demoted
from goldstep.adapters.keras.optimizers import MUON, Binding

BINDING = Binding("Muon", MUON, {"m": "momentums"}, values={"ns_steps": int}, dtypes=demoted("jax", "torch"))
