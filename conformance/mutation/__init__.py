"""Mutation of a framework's own source: which small changes of it the battery does not see."""
