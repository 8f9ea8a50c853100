"""Keep the pictures of reviews: drawn anew, so that neither a place nor a program comes along with them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from arasta.contexts.reviews.types import MOST_PHOTOS, Photo, PhotoWrong, TooManyPhotos
from arasta.kernel.ids import new_id

if TYPE_CHECKING:
    from PIL import Image

FOLDER = "reviews"
MOST_BYTES = 12_000_000
MOST_PIXELS = 50_000_000
LARGE, SMALL = 1280, 200
_KNOWN = ("JPEG", "PNG", "WEBP")


def keep(files: Sequence[tuple[str, bytes]], *, media: str) -> tuple[Photo, ...]:
    """Write pictures (name, content) below the media folder, a large and a small one each; all of them or none.

    Raises TooManyPhotos and PhotoWrong.
    """
    if len(files) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    pictures = [_read(name, content) for name, content in files]
    if pictures:
        Path(media, FOLDER).mkdir(parents=True, exist_ok=True)
    return tuple(_write(picture, Path(media)) for picture in pictures)


def discard(photos: Sequence[Photo], *, media: str) -> None:
    """Throw pictures away; those that are gone already are no fault."""
    for photo in photos:
        Path(media, photo.path).unlink(missing_ok=True)
        Path(media, photo.small).unlink(missing_ok=True)


def _read(name: str, content: bytes) -> Image.Image:
    """Read a picture, upright and in plain colors. The size is looked at before a pixel is."""
    from PIL import Image, ImageOps

    if len(content) > MOST_BYTES:
        raise PhotoWrong(name=name[:60])
    try:
        opened = Image.open(io.BytesIO(content), formats=_KNOWN)
        if opened.width * opened.height > MOST_PIXELS:
            raise PhotoWrong(name=name[:60])
        opened.draft("RGB", (LARGE, LARGE))
        upright = ImageOps.exif_transpose(opened)
        if upright.has_transparency_data:
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright.convert("RGBA"))
        return upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise PhotoWrong(name=name[:60]) from broken


def _write(picture: Image.Image, media: Path) -> Photo:
    from PIL import Image, ImageOps

    large = picture.copy()
    large.thumbnail((LARGE, LARGE))
    photo = Photo(f"{FOLDER}/{new_id().hex}.webp", large.width, large.height)
    plain = Image.new("RGB", large.size)
    plain.paste(large)
    plain.save(media / photo.path, "WEBP", quality=80)
    ImageOps.fit(plain, (SMALL, SMALL)).save(media / photo.small, "WEBP", quality=75)
    return photo
