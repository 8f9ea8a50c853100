"""Keep the pictures of reviews: drawn anew, so that neither a place nor a program comes along with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from arasta.contexts.reviews.types import MOST_PHOTOS, Photo, PhotoWrong, TooManyPhotos
from arasta.kernel import pictures
from arasta.kernel.ids import new_id

if TYPE_CHECKING:
    from PIL import Image

FOLDER = "reviews"
MOST_BYTES = 12_000_000
MOST_PIXELS = 50_000_000
LARGE, SMALL = 1280, 200


def keep(files: Sequence[tuple[str, bytes]], *, media: str) -> tuple[Photo, ...]:
    """Write pictures (name, content) below the media folder, a large and a small one each; all of them or none.

    Raises TooManyPhotos and PhotoWrong.
    """
    if len(files) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    read = [_read(name, content) for name, content in files]
    if read:
        Path(media, FOLDER).mkdir(parents=True, exist_ok=True)
    return tuple(_write(picture, Path(media)) for picture in read)


def discard(photos: Sequence[Photo], *, media: str) -> None:
    """Throw pictures away; those that are gone already are no fault."""
    for photo in photos:
        Path(media, photo.path).unlink(missing_ok=True)
        Path(media, photo.small).unlink(missing_ok=True)


def _read(name: str, content: bytes) -> Image.Image:
    """Read a picture in plain colors."""
    try:
        return pictures.on_white(
            pictures.read(content, most_bytes=MOST_BYTES, most_pixels=MOST_PIXELS, shown_in=(LARGE, LARGE))
        )
    except pictures.NoPicture as broken:
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
