"""The readings of a step: each arithmetic gives the same source lines another meaning."""
