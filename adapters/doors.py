"""The frameworks that have a door for what is no adapter; known without importing anything."""

OPEN = {
    "torch": "goldstep.adapters.torch.door",
    "optax": "goldstep.adapters.optax.door",
    "keras": "goldstep.adapters.keras.door",
}  # what is no adapter is read off what is named after them
MAKERS = {  # beginnings of modules by which a class shows its framework
    "torch": "torch.optim",
    "optax": "optax",
    "keras": "keras.src.optimizers",
}


def opens(name: str) -> bool:
    """Whether it names what has no adapter, after a framework that has a door."""
    framework, _, text = name.partition(":")
    return framework in OPEN and bool(text)
