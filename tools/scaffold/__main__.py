"""The command: `python -m tools.scaffold {context,connector} NAME [--root DIR]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.scaffold import filling, wiring

ROOT = Path(__file__).parent.parent.parent


def main(argv: list[str]) -> int:
    """Write the files, wire them, and say what comes next."""
    parser = argparse.ArgumentParser(prog="python -m tools.scaffold", description=__doc__)
    parser.add_argument("kind", choices=["context", "connector"])
    parser.add_argument("name", help="lower case, for example returns or etsy")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to write to")
    asked = parser.parse_args(argv)
    try:
        written = filling.fill(asked.kind, asked.name, root=asked.root)
        written += wiring.WIRE[asked.kind](asked.name, root=asked.root)
    except (filling.Refused, wiring.Unwired) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    wiring.tidy(written, root=asked.root)
    for path in written:
        print(f"  {path.relative_to(asked.root)}")
    print(f"Next: docs/guides/add-a-{asked.kind}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
