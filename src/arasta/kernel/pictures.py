"""Read pictures that strangers send: only known kinds, never larger than said, upright; nothing but pixels comes through."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_KNOWN = ("JPEG", "PNG", "WEBP")


class NoPicture(ValueError):
    """The content is no picture we know, or too large a one."""


def read(content: bytes, *, most_bytes: int, most_pixels: int, shown_in: tuple[int, int] | None = None) -> Image.Image:
    """Return an upright picture in RGBA. Its size is looked at before a pixel is. Raises NoPicture.

    `shown_in`: the largest size it is needed in, in pixels; a JPEG is then unpacked no larger than it must be.
    """
    from PIL import Image, ImageOps

    if len(content) > most_bytes:
        raise NoPicture
    try:
        opened = Image.open(io.BytesIO(content), formats=_KNOWN)
        if opened.width * opened.height > most_pixels:
            raise NoPicture
        if shown_in:
            opened.draft("RGB", shown_in)
        return ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise NoPicture from broken


def on_white(picture: Image.Image) -> Image.Image:
    """Lay a picture on white paper: RGBA in, RGB out."""
    from PIL import Image

    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
