"""A package as others release them: classes with names of their own, and no adapter."""

__version__ = "1.2"
