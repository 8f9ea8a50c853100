"""Rules of this house that no other tool knows: `python -m tools.lint src tests tools`.

A rule has a name and a reason. A line may break one if it says why: `# lint: allow NAME - reason`. A permission that is
not needed any more is a fault too.
"""
