"""One file an average."""
