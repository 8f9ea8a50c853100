"""Draw a brand's icon in the sizes that phones ask for: its own picture, or a plain mark in its color."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from arasta.contexts.brand.types import Kit

if TYPE_CHECKING:
    from PIL import Image

SIZES = (180, 192, 512)
_UNIT = 32


def icon_png(kit: Kit, size: int, *, media: Path) -> bytes:
    """Return the icon as a PNG of a size."""
    hung = kit.icon
    path = media / hung.path if hung else None
    own = str(path) if path and path.is_file() else ""
    return _drawn(own, kit.look.light.brand, kit.look.light.brand_ink, size)


@lru_cache(maxsize=64)
def _drawn(own: str, ground: str, ink: str, size: int) -> bytes:
    from PIL import Image

    if own:
        with Image.open(own) as stored:
            picture = stored.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
    else:
        picture = _mark(ground, ink).resize((size, size), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (size, size), ground)
    canvas.paste(picture, mask=picture)
    file = io.BytesIO()
    canvas.save(file, "PNG", optimize=True)
    return file.getvalue()


def _mark(ground: str, ink: str) -> Image.Image:
    """Draw three arches below a beam, large enough that scaling down makes it smooth."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (_UNIT * 32, _UNIT * 32), ground)
    pen = ImageDraw.Draw(picture)
    for left in (7, 13, 19):
        box = (left * _UNIT, 13 * _UNIT, (left + 6) * _UNIT, 19 * _UNIT)
        pen.arc(box, 180, 360, fill=ink, width=2 * _UNIT)
        for x in (left, left + 4):
            pen.rectangle((x * _UNIT, 16 * _UNIT, (x + 2) * _UNIT, 24 * _UNIT), fill=ink)
    pen.rectangle((6 * _UNIT, 8 * _UNIT, 26 * _UNIT, 10 * _UNIT), fill=ink)
    return picture
