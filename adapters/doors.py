"""The frameworks that have a door for what is no adapter; known without importing anything."""

OPEN = {
    "torch": "goldstep.adapters.torch.door",
    "optax": "goldstep.adapters.optax.door",
}  # what is no adapter is read off what is named after them


def opens(name: str) -> bool:
    """Whether it names what has no adapter, after a framework that has a door."""
    framework, _, text = name.partition(":")
    return framework in OPEN and bool(text)
