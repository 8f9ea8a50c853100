"""Begin a context or a connector in the right shape: `python -m tools.scaffold context returns`.

`shapes` holds the files as templates; `filling` writes them; `wiring` tells the settings and the start of the new room.
What is written is small but whole: it passes the linter, the type checker, the import contracts and its own tests.
"""
