"""Make a new room known to the only room that knows all others: config."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

SETTINGS = Path("src/arasta/config/settings.py")
RANKS = Path("src/arasta/config/checks.py")
START = Path("src/arasta/config/apps.py")


class Unwired(Exception):
    """The file does not look as it did when this was written."""


def wire_context(name: str, *, root: Path) -> list[Path]:
    """Add a context to the end of `CONTEXTS`, and to the lowest row of those that foreign keys may not point to."""
    settings = _change(root / SETTINGS, r"(CONTEXTS = \[[^\]]*?),?\s*\]", rf'\1,\n    "{name}",\n]')
    return [settings, _change(root / RANKS, r"(ROOMS = \{[^}]*?)\n\}", rf'\1\n    "{name}": 5,\n}}')]


def wire_connector(name: str, *, root: Path) -> list[Path]:
    """Import a connector at start and let it register itself."""
    line = f"        from arasta.connectors.{name} import connector as {name}\n"
    _change(root / START, r"(        from arasta\.connectors\.)", rf"{line}\1")
    return [_change(root / START, r"for room in \(", f"for room in ({name}, ")]


WIRE: Mapping[str, Callable[..., list[Path]]] = {"context": wire_context, "connector": wire_connector}


def tidy(paths: Sequence[Path], *, root: Path) -> None:
    """Sort imports and format what was written, as the linter wants it."""
    modules = [str(path) for path in paths if path.suffix == ".py"]
    for command in (["check", "--quiet", "--fix-only", "--select", "I"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, *modules], cwd=root, check=True)  # noqa: S603


def _change(path: Path, pattern: str, replacement: str) -> Path:
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"), count=1)
    if not count:
        raise Unwired(f"{path} has no place like {pattern!r}. Add the room there by hand.")
    path.write_text(text, encoding="utf-8")
    return path
