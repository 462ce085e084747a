"""The pages, shipped as data so that clauses can be shown without a network."""
