"""What is judged: one algorithm of one backend, as one variant, in one dtype, mode and device."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import numpy as np

from goldstep.adapters.contract import AdapterError, Info, Setup
from goldstep.adapters.loading import Backend
from goldstep.conformance.limits import EVERY, Limits
from goldstep.conformance.memory import Memory
from goldstep.conformance.outcome import Verdict
from goldstep.golden import catalogue
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant, double_of
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dependencies import LATE, quantities_of
from goldstep.reference.arithmetics.dtypes import DTYPES, Dtype
from goldstep.reference.arithmetics.rounding import Contract, scalar_dtype
from goldstep.reference.errors import GoldstepError, UnknownName
from goldstep.reference.switched import is_switched
from goldstep.reference.trajectory import Case

T = TypeVar("T")

WINDOW = "every"  # the hyperparameter that says how many micro-steps make an update
_BY_ALGORITHM = ("algorithms", "dtypes_of", "modes_of", "contracts", "unreadable", "resumes")
_BY_ALGORITHM_OR_FOR_ALL = ("fixed", "constant", "common", "bounds")


@dataclass(frozen=True)
class Subject:
    """One algorithm of one backend under judgement; `cells` are named after it."""

    backend: Backend
    algorithm_name: str
    variant_name: str
    dtype_name: str
    mode: str
    device: str = "cpu"
    layout: str = ""
    seed: int = 0
    rounds: Contract | None = None
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @cached_property
    def algorithm(self) -> Algorithm:
        return registry.get(self.algorithm_name)

    @cached_property
    def variant(self) -> Variant:
        return self.algorithm.variant(self.variant_name)

    @property
    def dtype(self) -> Dtype:
        return DTYPES[self.dtype_name]

    @cached_property
    def dtypes(self) -> dict[str, Dtype]:
        """The format in which the backend keeps the parameters and each slot: scalars have one of their own."""
        scalars = self.algorithm.scalars()
        own, kept = scalar_dtype(self.contract.scalars, self.dtype), self.contract.state_dtype(self.dtype)
        tensors = {"theta": self.contract.parameter_dtype(self.dtype), **dict.fromkeys(self.slots, kept)}
        return {slot: own if slot in scalars else dtype for slot, dtype in tensors.items()}

    @property
    def contract(self) -> Contract:
        """How it rounds: as it `rounds` here, or else as the backend declares for the algorithm and mode."""
        if self.rounds:
            return self.rounds
        info = self.backend.info
        here = info.contracts_in.get(self.mode, {})
        usual = info.contracts.get(self.algorithm_name, here.get(EVERY, info.contract))
        return here.get(self.algorithm_name, usual)

    @property
    def numbers(self) -> tuple[str, str, str, Contract]:
        """What exact values and budgets depend on: subjects for which it is the same differ in how they run alone."""
        return self.algorithm_name, self.variant_name, self.dtype_name, self.contract

    @property
    def is_shared(self) -> bool:
        """Whether its runs are shared out over processes or devices."""
        return self.mode in self.backend.info.shared

    @property
    def draws(self) -> bool:
        """Whether the parameters are rounded at random."""
        return self.contract.draws(self.dtype)

    @property
    def budget(self) -> Budget:
        return Budget(self.dtype, self.contract)

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The state variables of the variant, readable or not."""
        return tuple(slot.name for slot in self.algorithm.slots_of(self.variant))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The parameters and state variables in the order in which a step computes them."""
        named = quantities_of(self.algorithm, self.variant, LATE)
        return tuple(name for name in named if name == "theta" or name in self.slots)

    @cached_property
    def unreadable(self) -> tuple[str, ...]:
        declared = self.backend.info.unreadable.get(self.algorithm_name, ())
        return tuple(slot for slot in self.slots if slot in declared)

    @property
    def good(self) -> Verdict:
        """The verdict of a pass: whether the declared variant is the paper's or another."""
        papers = [v.switches for v in self.algorithm.variants if v.name == "paper"]
        return Verdict.CONFORMS if self.variant.switches in papers else Verdict.VARIANT

    def setup(self, case: Case, hyper: dict[str, float] | None = None) -> Setup:
        return Setup(
            algorithm=self.algorithm_name,
            variant=self.variant_name,
            hyper=hyper or self.hyper(case, case.done + 1),
            params=arrays(_there(case, case.float_params), _there(case, case.shapes)),
            dtype=self.dtype_name,
            mode=self.mode,
            device=self.device,
            groups=tuple(_there(case, [{k: double_of(x) for k, x in group.items()} for group in case.groups])),
            options=case.options,
            seed=self.seed,
            window=case.window,
            lengths=case.lengths,
            max_norm=double_of(case.max_norm),
        )

    def lacks(self, option: str) -> str:
        """What the backend would have to declare for a way of running; empty where it does."""
        declared = self.backend.info.options.get(option, ())
        return "" if {EVERY, self.algorithm_name} & set(declared) else f"{self.backend.name} declares no {option}"

    def hyper(self, case: Case, t: int) -> dict[str, float]:
        """What the backend is told at step `t`: every hyperparameter of its own variant."""
        complete = case.float_hypers_at(t)
        told = {name: complete[name] for name in self.variant.defaults if name not in case.silent}
        length = case.lengths[t - 1] if case.lengths else case.window
        return {**told, WINDOW: float(length)} if length and WINDOW in told else told

    def cell_id(self, name: str) -> str:
        """``adamw/f64/decay-and-spike@pytorch-2.13/fused``; the mode is left out where there is only one."""
        if "@" not in name:
            name = f"{name}@{self.variant_name}"
        parts = [self.algorithm_name, self.dtype.short, name]
        if len(self.backend.info.modes) > 1:
            parts.append(self.mode)
        if self.device != "cpu":
            parts.append(self.device)
        return "/".join(parts)

    def accepts(self, case: Case) -> bool:
        """Whether the backend's variant computes what `case` asks for."""
        other = self.algorithm.variant(case.variant)
        return other.switches == self.variant.switches and other.defaults.keys() <= self.variant.defaults.keys()

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The golden cases for this subject: each case goes to the first declared variant that accepts it.

        A variant that is called by its settings, and for which there are none, has all inputs of the algorithm.
        Where the backend declares limits, they are followed.
        """
        declared = self.backend.declared(self.algorithm_name)
        every = [self if name == self.variant_name else replace(self, variant_name=name) for name in declared]
        known = catalogue.of_algorithm(self.algorithm_name)
        found = [case for case in known if next((s for s in every if s.accepts(case)), None) is self]
        if is_switched(self.variant_name) and not any(map(self.accepts, known)):
            found = list(catalogue.of_settings(self.algorithm_name, self.variant_name))
        return tuple(map(self.limits.adapted, found))

    @cached_property
    def limits(self) -> Limits:
        """What the backend cannot do with hyperparameters."""
        return Limits(self.backend.info, self.algorithm)

    @property
    def redundant(self) -> bool:
        """Whether another declared variant computes the same and takes all cases."""
        return not self.cases and any(self.accepts(case) for case in catalogue.of_algorithm(self.algorithm_name))


def _there(case: Case, each: Sequence[T]) -> list[T]:
    """What belongs to the parameters that are there from the beginning."""
    return [x for i, x in enumerate(each) if i not in case.joins]


def arrays(tensors: Iterable[Sequence[Fraction | float]], shapes: Iterable[tuple[int, ...]]) -> list[np.ndarray]:
    """Numbers as float64 arrays of the given shapes."""
    return [np.array(values, dtype=np.float64).reshape(shape) for values, shape in zip(tensors, shapes, strict=True)]


@dataclass(frozen=True)
class Selection:
    """Which part of the matrix to run; empty: all, of the modes those that are not judged on request only.

    `all_modes` includes these, too.
    """

    algorithms: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    device: str = "cpu"
    all_modes: bool = False

    def unasked(self, info: Info) -> tuple[str, ...]:
        """The modes of a backend that it does not run because nobody asked for them."""
        return () if self.all_modes or self.modes else tuple(info.requested)


def subjects(backend: Backend, selection: Selection, memory: Memory | None = None) -> Iterator[Subject]:
    """Every subject of a backend within a selection; raises for names that nobody knows. They share a memory."""
    memory = memory or Memory()
    info = backend.info
    _check_names(backend)
    if selection.device not in info.devices:
        raise AdapterError(f"{backend.name} has devices {', '.join(info.devices)}, not {selection.device!r}")
    _chosen("dtype", selection.dtypes, list(DTYPES))
    for name in selection.algorithms:
        registry.get(name)
    _chosen(f"mode of {backend.name}", selection.modes, list(info.modes))
    unasked = selection.unasked(info)
    for name in sorted(info.algorithms):
        for variant in backend.declared(name):
            for dtype in info.dtypes_in(name):
                for mode in info.modes_of.get(name, info.modes):
                    if (
                        (not selection.algorithms or name in selection.algorithms)
                        and (not selection.dtypes or dtype in selection.dtypes)
                        and (not selection.modes or mode in selection.modes)
                        and mode not in unasked
                    ):
                        subject = Subject(backend, name, variant, dtype, mode, selection.device, memory=memory)
                        if not subject.redundant:
                            yield subject


def _check_names(backend: Backend) -> None:
    """Raise for a name in `Info` that nobody knows: what stands under it would have no effect."""
    info, names = backend.info, registry.names()
    _known(backend, "dtype", info.dtypes, DTYPES)
    for dtypes in info.dtypes_of.values():
        _known(backend, "dtype", dtypes, info.dtypes)
    for modes in info.modes_of.values():
        _known(backend, "mode", modes, info.modes)
    for modes in (info.costly, info.requested, info.shared, tuple(info.contracts_in)):
        _known(backend, "mode", modes, info.modes)
    for contracts in info.contracts_in.values():
        _known(backend, "algorithm", contracts, [*names, EVERY])
    for declared in _BY_ALGORITHM:
        _known(backend, "algorithm", getattr(info, declared), names)
    for declared in _BY_ALGORITHM_OR_FOR_ALL:
        _known(backend, "algorithm", getattr(info, declared), [*names, EVERY])
    for name in info.algorithms:
        algorithm = registry.get(name)
        for variant in backend.declared(name):
            try:
                algorithm.variant(variant)
            except GoldstepError as error:
                raise AdapterError(f"{backend.name}: info() names an {error}") from None
        slots = {slot.name for variant in algorithm.variants for slot in algorithm.slots_of(variant)}
        _known(backend, f"slot of {name}", info.unreadable.get(name, ()), sorted(slots))


def _known(backend: Backend, kind: str, given: Iterable[str], known: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            raise AdapterError(f"{backend.name}: info() names an unknown {kind} {name!r}; known: {', '.join(known)}")


def _chosen(kind: str, given: tuple[str, ...], known: list[str]) -> None:
    for name in given:
        if name not in known:
            raise UnknownName(kind, name, known)
