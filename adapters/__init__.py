"""How a backend comes in: the contract and the doors."""
