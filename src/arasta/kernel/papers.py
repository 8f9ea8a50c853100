"""Typeset papers: words that are ready go into a template and come out as a PDF, in our own fonts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from arasta.kernel.web import templatetags

if TYPE_CHECKING:
    from typst import Fonts

OWN_FONTS = Path(templatetags.__file__).parent.parent / "static/arasta/fonts"
EMBEDDED_FAMILY = "DejaVu Sans Mono"
"""Comes with the typesetter; knows Turkish, Cyrillic and the lira's sign."""


def typeset(template: Path, name: str, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return a PDF of a template that reads `content` as the input `name`, dated `at`."""
    import typst

    fonts, family = _fonts()
    made = typst.compile(
        str(template),
        format="pdf",
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={name: msgspec.json.encode({**content, "family": family}).decode()},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("one paper is one file")
    return made


@lru_cache(maxsize=1)
def _fonts() -> tuple[Fonts, str]:
    """Return our own fonts if the typesetter can read any of them, else its own; and the family to write in."""
    import typst

    own = sorted(str(path) for path in OWN_FONTS.glob("*") if path.suffix in {".ttf", ".otf"})
    fonts = typst.Fonts(include_system_fonts=False, font_paths=own)
    text = [font.family for font in fonts.fonts() if font.path in own and "serif" not in font.family.lower()]
    return fonts, text[0] if text else EMBEDDED_FAMILY
