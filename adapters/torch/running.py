"""One run of an optimizer of `torch.optim`."""

import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from goldstep.adapters.contract import Arrays, Objective, Setup, Unsupported
from goldstep.adapters.torch import exchange
from goldstep.adapters.torch.closing import Closure
from goldstep.adapters.torch.guard import Guard
from goldstep.adapters.torch.shards import like, whole
from goldstep.adapters.torch.verbs import Verbs, one_thread
from goldstep.adapters.torch.ways import COMPILED, PROCESSES, ZERO, Way

if TYPE_CHECKING:
    from goldstep.adapters.torch.optimizers import Binding


class Run(Verbs):
    """One run of a `torch.optim` optimizer; what it is given in place, its tensors share."""

    movable = True
    _gathers = False  # whether it is one process's view of a run over several

    def __init__(self, binding: "Binding", setup: Setup) -> None:
        super().__init__(setup)
        self._binding = binding
        binding.flags(setup.mode)
        if setup.mode in PROCESSES and binding.inputs > 1:
            raise Unsupported("inputs beside a gradient are not shared out over processes")
        if setup.mode == ZERO and binding.joint:
            raise Unsupported(f"ZeroRedundancyOptimizer gives torch.optim.{binding.optimizer} some of the parameters")
        self._parted = setup.mode in PROCESSES or self._gathers
        if self._parted and (setup.window or setup.lengths):
            raise Unsupported("micro-batches are given to a run in one process")
        self._way = Way(binding.make(setup.variant), setup.mode, setup.device)
        self._params = [self._parameter(p) for p in setup.params]
        self._gradients, self._to_none = [torch.zeros_like(p) for p in self._params], False
        self._given = [False] * len(self._params)  # whether a parameter had a gradient in the last step
        self._counts = [0] * len(self._params)  # of each parameter the steps in which it had a gradient
        self._own = distinct(setup.groups)  # hyperparameters of each parameter group
        self._group_of = [self._own.index(dict(own)) for own in setup.groups] or [0] * len(self._params)
        alone = self._parted or setup.in_place or binding.inputs > 1 or bool(setup.max_norm)
        self._company = [self._of_another_dtype()] if setup.groups and not alone else []
        self._hyper, self._told = setup.hyper, self._options(setup.hyper)
        self._guard = Guard(setup.device) if "guard" in setup.options else None
        self._optimizer = self._made()
        watched = setup.mode not in (COMPILED, *PROCESSES) and not self._gathers
        self._closure = Closure(self._optimizer.step, needed=self._needs_closure, watched=watched)
        self._rates = self._held_rates()
        self._updates, self._micro, self._weight = 0, 0, 0.0  # micro-batches of this window, and their samples

    @property
    def _needs_closure(self) -> bool:
        return bool(self._binding.joint)

    def _held_rates(self) -> list[Any]:
        return [group["lr"] for group in self._optimizer.param_groups if "lr" in group]

    def told(self) -> dict[str, Any]:
        """The counts that torch keeps, where one process has them all, and what holds each learning rate."""
        counts = {} if self._parted else self._counted()
        pairs = list(zip(self._rates, self._held_rates(), strict=False))
        kinds = [type(now).__name__ for _, now in pairs]
        tensors = ["the same" if a is b else "another" for a, b in pairs if torch.is_tensor(a)]
        kept = {"the kind of each rate": kinds, "the tensor of each rate": tensors, "its closure": self._closure.told}
        return {**counts, "kept": kept}

    def _counted(self) -> dict[str, Any]:
        """The counts that it keeps for each parameter, where it keeps some."""
        stored = [self._optimizer.state.get(p) or {} for p in self._params]
        return {"counts": [int(s.get("step", 0)) for s in stored]} if any("step" in s for s in stored) else {}

    def _made(self) -> Any:
        """The optimizer, with what its groups are told."""
        binding, setup = self._binding, self._setup
        groups = [
            {"params": ps, **self._way.options(told)} for ps, told in zip(self._members(), self._told, strict=True)
        ]
        flags = binding.flags(setup.mode)
        flags |= {} if "iterations" in setup.options else binding.chosen(setup.variant)  # which may be one iteration
        flags |= {"maximize": True} if "maximize" in setup.options else {}
        common = self._way.options(binding.told(self._hyper, setup.variant))
        return self._way.made(binding.make(setup.variant), groups, **common, **flags)

    def _members(self) -> list[list[torch.Tensor]]:
        """The parameters of each group: at the start of a run those whose own hyperparameters agree."""
        pairs = list(zip(self._params, self._group_of, strict=True))
        found = [[p for p, group in pairs if group == n] for n in range(len(self._own))]
        return [self._company + found[0], *found[1:]]

    def _parameter(self, values: np.ndarray) -> torch.Tensor:
        if self._setup.in_place:
            return self._way.parameter(torch.from_numpy(values))
        kind = {"dtype": getattr(torch, self._setup.dtype), "device": self._setup.device}
        return self._way.parameter(torch.tensor(values, **kind))

    def _of_another_dtype(self) -> torch.Tensor:
        """A parameter that users may have in the same group, of which the others must see nothing."""
        p = self._params[0]
        other = torch.float32 if p.dtype != torch.float32 else torch.float64
        return self._way.parameter(torch.full(p.shape, 0.5, dtype=other, device=p.device))

    def _options(self, hyper: Mapping[str, float]) -> list[dict[str, Any]]:
        """What each parameter group is told."""
        return [self._binding.told({**hyper, **own}, self._setup.variant) for own in self._own]

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        self._give(gradients)
        self._way.average(self._params)
        self._update(gradients, hyper)

    def micro_step(self, gradients: Arrays, weight: float, last: bool, hyper: Mapping[str, float]) -> None:
        """Autograd adds up the gradients of losses that are sums over samples; their number divides them at the end."""
        if not self._micro:
            self._clear()
        self._micro, self._weight = self._micro + 1, self._weight + weight
        for p, g in zip(self._params, gradients, strict=True):
            (p * (weight * torch.tensor(g, dtype=p.dtype, device=p.device))).sum().backward()
        if last or self._micro == self._setup.length(self._updates):
            for p in self._params:
                p.grad /= self._weight
            self._updates, self._micro, self._weight = self._updates + 1, 0, 0.0
            self._update(gradients, hyper)

    def _update(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        """A step with the gradients that the parameters have."""
        self._given = [p.grad is not None for p in self._params]
        self._tell(hyper)
        with nullcontext() if self._binding.threaded else one_thread():
            if not self._way.step(self._advance, self._optimizer):
                return
        self._counts = [n + (g is not None) for n, g in zip(self._counts, gradients, strict=True)]

    def _advance(self) -> bool:
        """Whether the update was made."""
        if self._guard:
            return self._guard.step(self._optimizer, self._clip if self._setup.max_norm else None)
        with self._closure.given() as arguments:
            self._optimizer.step(*arguments)
        return True

    def _clip(self) -> None:
        """Each group by itself, as loops do that have a limit for each."""
        for group in self._optimizer.param_groups:
            torch.nn.utils.clip_grad_norm_(group["params"], self._setup.max_norm)

    def _give(self, gradients: Sequence[np.ndarray | None]) -> None:
        """The same tensors get the new values each time, so that one that was kept shows it.

        Where there are groups the optimizer clears gradients, as in a loop: new ones are added to what it leaves.
        """
        self._clear()
        for p in self._company:
            p.grad = self._way.gradient(torch.ones_like(p))
        for p, held, g in zip(self._params, self._gradients, gradients, strict=True):
            if g is None:
                p.grad = None
            elif self._binding.inputs > 1:
                p.grad = self._binding.gradient(g, p)
            elif self._setup.in_place:
                p.grad = self._way.gradient(torch.from_numpy(g))
            elif p.grad is None:
                p.grad = self._way.gradient(held.copy_(like(torch.tensor(g), held)))
            else:
                p.grad = self._way.gradient(p.grad.add_(torch.tensor(g, dtype=p.dtype, device=p.device)))

    def _clear(self) -> None:
        """Clear gradients; in company, the optimizer does it, by turns to zeros and to none."""
        if self._company:
            self._optimizer.zero_grad(set_to_none=self._to_none)
            self._to_none = not self._to_none
            return
        for p in self._params:
            p.grad = None

    def _tell(self, hyper: Mapping[str, float]) -> None:
        """Set what has changed since it was told last; what else stands in the groups is for torch to keep."""
        if hyper == self._hyper:
            return
        new = self._options(hyper)
        for group, told, now in zip(self._optimizer.param_groups, self._told, new, strict=True):
            if "lr" in now and now["lr"] != told["lr"]:
                group.setdefault("initial_lr", told["lr"])  # as a scheduler notes it, which sets the rate
            self._way.change(group, dict(now.items() - told.items()))
        self._hyper, self._told = hyper, new

    def gradients(self) -> list[torch.Tensor | None]:
        return [self._left(p, given) for p, given in zip(self._params, self._given, strict=True)]

    def _left(self, p: torch.Tensor, given: bool) -> torch.Tensor | None:
        """What is left of a gradient; nothing like it where a step has taken it away."""
        if p.grad is None:
            return torch.full_like(whole(p.detach()), torch.nan) if given else None
        return None if p.grad.is_sparse else whole(p.grad)

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        joint = self._binding.joint
        if not joint:
            raise Unsupported(f"torch.optim.{self._binding.optimizer} has no line search")

        def closure() -> torch.Tensor:
            self._optimizer.zero_grad()
            value = _evaluated(objective, torch.cat([p.reshape(-1) for p in self._params]))
            value.backward()
            return value.detach()

        self._tell(hyper)
        self._optimizer.param_groups[0].update(joint.search(objective))
        self._optimizer.step(closure)
        self._counts = [joint.count(self._optimizer)] * len(self._counts)

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        new = [self._parameter(p) for p in params]
        for own, members in zip(groups or [{}], [[p] for p in new] if groups else [new], strict=True):
            told = self._binding.told({**self._hyper, **own}, self._setup.variant)
            self._optimizer.add_param_group({"params": members, **self._way.options(told)})
            self._group_of += [len(self._own)] * len(members)
            self._own.append(dict(own))
            self._told.append(told)
        self._params += new
        self._gradients += [torch.zeros_like(p) for p in new]
        self._counts += [0] * len(new)

    def state(self) -> dict[str, Any]:
        t = self._counts if len(set(self._counts)) > 1 else self._counts[0]
        state: dict[str, Any] = {"theta": [_array(p) for p in self._params], "t": t}
        if self._binding.joint:
            read = self._binding.joint.read(self._optimizer)
            return state | {slot: [_array(x) for x in tensors] for slot, tensors in read.items()}
        stored = self._way.states(self._optimizer, self._params)
        for slot, key in self._binding.slots.items():
            if any(isinstance(s.get(key), torch.Tensor) for s in stored):
                state[slot] = [self._held(slot, s.get(key)) if s else None for s in stored]
        return state

    def _held(self, slot: str, x: torch.Tensor | None) -> np.ndarray:
        """What a parameter that has a state has for a slot, which may be nothing."""
        held = np.zeros(0) if x is None else _array(x)
        return held.reshape(-1) if slot in self._binding.flat else held

    def load(self, state: Mapping[str, Any]) -> None:
        if "t" in state:
            self._counts = np.broadcast_to(state["t"], len(self._params)).tolist()
        if self._binding.joint:
            self._binding.joint.write(self._optimizer, {name: x for name, x in state.items() if name != "theta"})
            state = {name: x for name, x in state.items() if name in ("theta", "t")}
        elif state.keys() - {"theta", "t"} and not any(self._way.states(self._optimizer, self._params)):
            self._create_slots()
        states = self._way.states(self._optimizer, self._params)
        with torch.no_grad():
            for i, (p, stored) in enumerate(zip(self._params, states, strict=True)):
                for slot in state.keys() - {"t"}:
                    key = self._binding.slots.get(slot)
                    if key and key not in stored:
                        continue  # not every parameter has each
                    target = stored[key] if key else p
                    target.copy_(like(torch.tensor(np.reshape(state[slot][i], target.shape)), target))
                if "t" in state and "step" in stored:
                    counter = torch.is_tensor(stored["step"])
                    stored["step"] = stored["step"].fill_(self._counts[i]) if counter else self._counts[i]
        self._way.keep(self._optimizer, states)

    def _create_slots(self) -> None:
        """torch creates its state at the first step: take one that everything is overwritten after."""
        kept = [p.detach().clone() for p in self._params]
        copies = (self._binding.inputs,) if self._binding.inputs > 1 else ()
        self._give([np.zeros(copies + p.shape) for p in self._params])
        self._optimizer.step()
        with torch.no_grad():
            for p, value in zip(self._params, kept, strict=True):
                p.copy_(value)

    def take(self, file: str) -> None:
        self._counts = exchange.take(self._optimizer, file)

    def give(self, file: str) -> None:
        exchange.give(self._optimizer, self._params, file)

    def older(self, saved: bytes) -> bytes:
        kept = torch.load(io.BytesIO(saved), weights_only=True)
        if not self._binding.later:
            return saved
        for group in kept["optimizer"]["param_groups"]:
            for option in self._binding.later:
                if not group[option]:
                    del group[option]
        for state in kept["optimizer"]["state"].values():
            state |= {"step": int(state["step"])} if "step" in state else {}
        file = io.BytesIO()
        torch.save(kept, file)
        return file.getvalue()

    def _kept(self) -> dict[str, Any]:
        told = {"hyper": dict(self._hyper), "own": self._own, "told": self._told}
        params = [p.detach() for p in self._params]
        return {"optimizer": self._way.state_dict(self._optimizer), "params": params, "counts": self._counts, **told}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        self._optimizer.load_state_dict(saved["optimizer"])
        for group in saved["optimizer"]["param_groups"]:
            group.clear()  # it belongs to whoever has saved it, who may go on with other values
        with torch.no_grad():
            for p, value in zip(self._params, saved["params"], strict=True):
                p.copy_(value)
        self._hyper, self._own, self._told, self._counts = (saved[k] for k in ("hyper", "own", "told", "counts"))
        self._rates = self._held_rates()  # torch takes up those that were saved


def distinct(groups: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """The hyperparameters of each parameter group, of which parameters that agree share one."""
    found: list[dict[str, float]] = []
    for own in map(dict, groups or [{}]):
        if own not in found:
            found.append(own)
    return found


def _array(x: torch.Tensor) -> np.ndarray:
    return whole(x.detach()).to("cpu", torch.float64).numpy().copy()


def _evaluated(objective: Objective, x: torch.Tensor) -> torch.Tensor:
    if objective.name == "rosenbrock":
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    a, b = (torch.tensor(y, dtype=x.dtype, device=x.device) for y in (objective.matrix, objective.vector))
    return x @ (a @ x) / 2 - b @ x
