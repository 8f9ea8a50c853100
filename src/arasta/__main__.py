"""Run `python -m arasta`."""

from arasta.cli import main

if __name__ == "__main__":
    main()
