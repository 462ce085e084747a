"""A run of one framework continued in another: how its state is told there, and a judgement of the next steps."""
