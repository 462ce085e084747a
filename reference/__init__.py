"""What each algorithm computes: pure steps, read by several arithmetics."""
