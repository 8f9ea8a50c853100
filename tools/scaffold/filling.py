"""Write the files of a shape with a room's own words."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

SHAPES = Path(__file__).parent / "shapes"
NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")


class Refused(Exception):
    """The name cannot be used."""


def fill(kind: str, name: str, *, root: Path) -> list[Path]:
    """Write all files of a context or connector. Raises Refused; then nothing was written."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Refused(f"“{name}” is no name for a {kind}: use lower-case letters, digits and underscores.")
    rooms = {
        "room": root / "src" / "arasta" / f"{kind}s" / name,
        "tests": root / "tests" / f"{kind}s" / name,
    }
    for folder in rooms.values():
        if folder.exists():
            raise Refused(f"There is a {kind} “{name}” already: {folder.relative_to(root)}.")
    words, written = words_of(name), []
    for part, folder in rooms.items():
        for shape in sorted((SHAPES / kind / part).rglob("*.txt")):
            inside = str(shape.relative_to(SHAPES / kind / part)).removesuffix(".txt")
            path = folder / Template(inside).substitute(words)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(Template(shape.read_text(encoding="utf-8")).substitute(words), encoding="utf-8")
            written.append(path)
    return written


def words_of(name: str) -> dict[str, str]:
    """Return the words that a shape is filled with: of "price_alerts" the thing is `price_alert`, its class `PriceAlert`."""
    thing = name.removesuffix("s") if len(name) > 3 else name
    return {
        "name": name,
        "spoken": name.replace("_", " ").capitalize(),
        "room": _class(name),
        "thing": thing,
        "things": f"{thing}s",
        "said": thing.replace("_", " "),
        "Thing": _class(thing),
    }


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
