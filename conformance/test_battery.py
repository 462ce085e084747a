"""The battery: one test a cell. Run with ``pytest --pyargs goldstep.conformance --adapter NAME``."""

from typing import Any


def test_smoke(goldstep_cell: Any) -> None:
    goldstep_cell("smoke")


def test_one_step(goldstep_cell: Any) -> None:
    goldstep_cell("one-step")


def test_reset(goldstep_cell: Any) -> None:
    goldstep_cell("reset")


def test_trajectory(goldstep_cell: Any) -> None:
    goldstep_cell("trajectory")


def test_monte_carlo(goldstep_cell: Any) -> None:
    goldstep_cell("monte-carlo")


def test_bias(goldstep_cell: Any) -> None:
    goldstep_cell("bias")


def test_properties(goldstep_cell: Any) -> None:
    goldstep_cell("properties")


def test_counterexamples(goldstep_cell: Any) -> None:
    goldstep_cell("counterexamples")


def test_identities(goldstep_cell: Any) -> None:
    goldstep_cell("identities")


def test_line_search(goldstep_cell: Any) -> None:
    goldstep_cell("line-search")


def test_transitions(goldstep_cell: Any) -> None:
    goldstep_cell("transitions")
