"""Optimizers that save or take up a run wrongly, made for every algorithm at once."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from goldstep.conformance.impostors.living import Hypers, Living, in_bfloat16


class Forgets(Living):
    """{name} is not taken up from what was saved."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        own = [state[self.name] for state in self.states]
        super().restore(saved)
        for state, value in zip(self.states, own, strict=True):
            state[self.name] = value


class ForgetsCount(Living):
    """The count of steps is not taken up from what was saved."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        super().restore({name: x for name, x in saved.items() if name != "t"})


class SavesShortCount(Living):
    """The count of steps is saved in bfloat16."""

    def save(self) -> dict[str, Any]:
        saved = super().save()
        return {**saved, "t": int(in_bfloat16(saved["t"]))}


class ForgetsGroups(Living):
    """The hyperparameters of the groups are not taken up from what was saved."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        super().restore({name: x for name, x in saved.items() if name != "groups"})


class KeepsItsCount(Living):
    """What was saved is taken up, but for the count of steps of one that has made steps itself."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        own = self.t
        super().restore(saved)
        self.t = own or self.t


class SavesRounded(Living):
    """{name} is saved in a format with fewer digits."""

    def save(self) -> dict[str, Any]:
        saved = super().save()
        for state in saved["states"]:
            x = np.asarray(state[self.name])
            state[self.name] = (x * (1 + 2.0**-7)).astype(x.dtype)
        return saved


class SavesAlias(Living):
    """What is saved is the state itself, which goes on changing."""

    def save(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("states", "t", "behind", "groups")}

    def restore(self, saved: Mapping[str, Any]) -> None:
        vars(self).update(saved)

    def moved(self, hypers: Hypers, gradients: list[Any]) -> list[dict[str, Any]]:
        for state, after in zip(self.states, super().moved(hypers, gradients), strict=True):
            for name, x in after.items():
                state[name][...] = x
        return self.states


class ForgetsScale(Living):
    """The updates since the loss scale moved are not taken up from what was saved."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        super().restore({**saved, "row": 0})


class ForgetsOlderCounts(Living):
    """The count of steps in what an older release saved is not understood, and begins anew."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        super().restore({**saved, "t": 0} if isinstance(saved["t"], str) else saved)


class HoldsAnother(Living):
    """After loading, the learning rate is held by something of another kind."""

    kind = "tensor"

    def told(self) -> dict[str, Any]:
        return {**super().told(), "kept": {"the kind of the rate": self.kind}}

    def restore(self, saved: Mapping[str, Any]) -> None:
        super().restore(saved)
        self.kind = "number"


class KeepsWhatWasNotSaved(Living):
    """A parameter that had no gradient before a run was saved keeps the state of the run that takes it up."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        own, t = self.states, self.t
        super().restore(saved)
        for i, (held, behind) in enumerate(zip(own, self.behind, strict=True)):
            if t and behind == self.t:
                self.states[i] = {**held, "theta": self.states[i]["theta"]}


class SavesNoZeros(Living):
    """A state of zeros is not saved, nor how many steps it has."""

    def restore(self, saved: Mapping[str, Any]) -> None:
        super().restore(saved)
        for i, state in enumerate(self.states):
            held = [self.arithmetic.show(x) for name, x in state.items() if name != "theta"]
            if not any(np.any(x) for x in held):
                self.behind[i] = self.t
