"""Doors that need no adapter: what a class or function calls things is read off it, and a binding made of that."""
