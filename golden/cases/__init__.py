"""Inputs of the goldens, as literals: one module an algorithm."""
