"""Goldstep: reference, golden trajectories and conformance battery for optimizers."""

__version__ = "2026.11.0"
