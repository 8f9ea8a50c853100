"""Run `python -m arasta`."""

from arasta.cli import main

main()
