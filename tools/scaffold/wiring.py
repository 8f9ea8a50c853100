"""Make a new room known to the only room that knows all others: config."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

SETTINGS = Path("src/arasta/config/settings.py")
START = Path("src/arasta/config/apps.py")


class Unwired(Exception):
    """The file does not look as it did when this was written."""


def wire_context(name: str, *, root: Path) -> Path:
    """Add a context to the end of `CONTEXTS`: its foreign keys may point to all that stand before it."""
    return _change(root / SETTINGS, r"(CONTEXTS = \[[^\]]*?),?\s*\]", rf'\1,\n    "{name}",\n]')


def wire_connector(name: str, *, root: Path) -> Path:
    """Import a connector at start and let it register itself."""
    line = f"        from arasta.connectors.{name} import connector as {name}\n"
    _change(root / START, r"(        from arasta\.connectors\.)", rf"{line}\1")
    return _change(root / START, r"for room in \(", f"for room in ({name}, ")


WIRE: Mapping[str, Callable[..., Path]] = {"context": wire_context, "connector": wire_connector}


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
