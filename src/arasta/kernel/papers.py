"""Typeset papers: words that are ready go into a template and come out as a PDF, in the fonts and colors of a brand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from typst import Fonts

FONTS = Path(__file__).parent / "fonts"
"""The fonts of pages, whole instead of in parts, which typesetters cannot read: `tools/fonts` makes them."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a paper wears: families of text and headings, a color for what stands out, a logo as a picture's bytes."""

    text: str = "Inter"
    head: str = "Inter"
    color: str = "#141413"
    logo: bytes = b""


PLAIN = Look()


def typeset(template: Path, name: str, content: Mapping[str, Any], *, at: datetime, look: Look = PLAIN) -> bytes:
    """Return a PDF of a template that reads `content` as the input `name`, dated `at`."""
    import typst

    wears = {"family": look.text, "head_family": look.head, "color": look.color, "logo": list(look.logo)}
    made = typst.compile(
        str(template),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: msgspec.json.encode({**content, **wears}).decode()},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("one paper is one file")
    return made


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
