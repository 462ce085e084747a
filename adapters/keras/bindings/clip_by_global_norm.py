"""global_clipnorm of every optimizer."""

from goldstep.adapters.keras.backend import demoted
from goldstep.adapters.keras.passing import Transform

BINDING = Transform(options={"global_clipnorm": "max_norm"}, dtypes=demoted("torch"))
