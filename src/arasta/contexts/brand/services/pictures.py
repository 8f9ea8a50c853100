"""Hang pictures into kits: drawn anew, so that nothing but pixels is kept of a file."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

from arasta.contexts.brand import queries
from arasta.contexts.brand.events import KitChanged
from arasta.contexts.brand.types import Kit, KitPicture, PictureWrong, Place, UnknownKit
from arasta.kernel import db, pictures
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

FOLDER = "brand"
MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
_SIZES = {Place.LOGO: (640, 160), Place.ICON: (512, 512), Place.HERO: (1440, 1440)}

_HANG = """
INSERT INTO brand_picture (id, kit_id, place, path, width, height)
SELECT %s, k.id, %s, %s, %s, %s FROM brand_kit k WHERE k.code = %s
ON CONFLICT (kit_id, place) DO UPDATE SET path = excluded.path, width = excluded.width, height = excluded.height
RETURNING kit_id
"""


_TAKE = "DELETE FROM brand_picture p USING brand_kit k WHERE k.id = p.kit_id AND k.code = %s AND p.place = %s RETURNING k.id"


def hang(code: str, place: Place, content: bytes, *, media: str, actor: Actor = SYSTEM) -> Kit:
    """Draw a picture into its size and put it in its place. Raises PictureWrong, UnknownKit; publishes KitChanged."""
    queries.kit(code)
    picture = _draw(content, place, Path(media))
    with db.transaction():
        hung = db.rows(_HANG, [new_id(), place, picture.path, picture.width, picture.height, code])
        if not hung:
            raise UnknownKit(given=code[:60])
        publish([KitChanged(kit_id=hung[0][0], code=code)], actor=actor)
        return queries.kit(code)


def take_down(code: str, place: Place, *, actor: Actor = SYSTEM) -> Kit:
    """Let a place be empty again. Raises UnknownKit; publishes KitChanged."""
    with db.transaction():
        taken = db.rows(_TAKE, [code, place])
        publish([KitChanged(kit_id=key, code=code) for (key,) in taken], actor=actor)
        return queries.kit(code)


def _draw(content: bytes, place: Place, media: Path) -> KitPicture:
    """Write a picture below the media folder under the name of its content."""
    from PIL import ImageOps

    try:
        picture = pictures.read(content, most_bytes=MOST_BYTES, most_pixels=MOST_PIXELS)
    except pictures.NoPicture as broken:
        raise PictureWrong from broken
    picture.thumbnail(_SIZES[place])
    if place is Place.ICON:
        picture = ImageOps.pad(picture, _SIZES[place])
    kind, options = ("PNG", {}) if place is Place.ICON else ("WEBP", {"quality": 82, "alpha_quality": 100})
    drawn = io.BytesIO()
    picture.save(drawn, kind, **options)
    name = f"{FOLDER}/{sha256(drawn.getvalue()).hexdigest()[:32]}.{kind.lower()}"
    (media / FOLDER).mkdir(parents=True, exist_ok=True)
    (media / name).write_bytes(drawn.getvalue())
    return KitPicture(name, picture.width, picture.height)
