"""The documents, and what stands in them between backticks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / place / "README.md" for place in ("tools/css", "benchmarks", "clients/typescript")),
    ]
)

_FENCE = re.compile(r"^ *```.*?$(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def blocks(document: Path) -> list[str]:
    """Return the fenced blocks."""
    return _FENCE.findall(document.read_text(encoding="utf-8"))


def spans(document: Path) -> list[str]:
    """Return what stands between backticks in the sentences."""
    prose = _FENCE.sub("", document.read_text(encoding="utf-8"))
    return [" ".join(span.split()) for span in _SPAN.findall(prose)]


def code(document: Path) -> list[str]:
    """Return all spans, and the lines of all blocks."""
    return [*spans(document), *(line for block in blocks(document) for line in block.splitlines())]


def links(document: Path) -> list[str]:
    return _LINK.findall(document.read_text(encoding="utf-8"))


def commands(document: Path, program: str) -> Iterator[tuple[str, list[str]]]:
    """Return each use of a program: its command, and the words behind it."""
    for piece in code(document):
        for found in re.finditer(rf"(?:^|[\s/(]){program} ([a-z][a-z0-9-]*)([^|;&\n`]*)", piece):
            yield found.group(1), found.group(2).split(" #")[0].split()
