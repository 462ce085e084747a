"""`python -m goldstep` is `goldstep`."""

from goldstep.conformance.cli import main

if __name__ == "__main__":
    main()
