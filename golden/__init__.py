"""What the reference gives: cases in, certified trajectories out."""
