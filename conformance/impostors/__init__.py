"""Optimizers that are wrong in exactly one way, each bound to the clause that it breaks.

An impostor is a change to the source text of a reference algorithm, so that what is wrong can be read at a
glance. One module an algorithm, each with `IMPOSTORS`.
"""
