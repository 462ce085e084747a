"""Impostors that no check convicts, each with the reason: it is right after all, or no case reaches what it does."""

EQUIVALENT: dict[str, str] = {
    "nag/shares-state-lookahead": "a step of this variant makes the look-ahead point anew and reads none",
    "one_cycle_lr/shares-state-momentum": "a step makes the momentum anew and reads none",
}
UNSEEN: dict[str, str] = {}


def reason(impostor: str) -> dict[str, str]:
    """Under "equivalent" why nobody could tell it from the right one, or under "unseen" why nobody does."""
    if impostor in EQUIVALENT:
        return {"equivalent": EQUIVALENT[impostor]}
    return {"unseen": UNSEEN.get(impostor, "")}
