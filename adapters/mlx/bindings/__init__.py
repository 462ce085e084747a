"""One file an algorithm, each with a `BINDING`."""
