"""Look through files and say what breaks a rule."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.lint import banned, doors, sizes
from tools.lint.source import ALLOW, Rule, Source

RULES: list[Rule] = [*sizes.RULES, *banned.RULES, *doors.RULES]
ENDINGS = {".py", ".html"}
LEFT_OUT = {"migrations", "node_modules", "__pycache__"}


def faults(source: Source) -> Iterator[tuple[int, str]]:
    """Return (line, sentence) of all that is wrong in a file."""
    permitted = allowed(source)
    needed: set[tuple[int, str]] = set()
    for rule in RULES:
        for found in rule.find(source):
            if (found.line, rule.name) in permitted:
                needed.add((found.line, rule.name))
            else:
                yield found.line, f"{rule.name}: {found.what} ({rule.reason})"
    for line, name in permitted - needed:
        yield line, f"unused-allow: nothing here breaks {name}" if name else "unused-allow: it gives no reason"


def allowed(source: Source) -> set[tuple[int, str]]:
    """Return (line, rule) of the permissions that give a reason; one on a line of its own is for the next line."""
    found: set[tuple[int, str]] = set()
    if "lint:" not in source.text:
        return found
    for number, comment in source.comments:
        match = ALLOW.search(comment)
        if match:
            alone = source.lines[number - 1].strip() == match[0].strip()
            found.add((number + alone, match["name"] if match["reason"] else ""))
    return found


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Return the files below paths that rules know."""
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (one for one in inside if one.suffix in ENDINGS and not LEFT_OUT & set(one.parts))


def main(arguments: list[str]) -> int:
    """Print what is wrong; return the exit status."""
    root, count = Path.cwd(), 0
    for path in files(Path(argument).absolute() for argument in arguments or ["src"]):
        for line, sentence in sorted(faults(Source.read(path, root))):
            print(f"{path.relative_to(root)}:{line}: {sentence}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
