"""Two variants beside each other: what differs, by how much, and under which hyperparameters they are equal."""
