"""Goldstep: reference, golden trajectories and conformance battery for optimizers and schedules."""

__version__ = "2026.11.0"
