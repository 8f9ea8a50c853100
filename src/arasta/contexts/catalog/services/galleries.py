"""Hang pictures on products, say what they show, put them in order and take them down.

A file is drawn anew, large and small, so that nothing but pixels is kept of it; it is called by what is drawn. A photo
fills its place in the shop, a cutout (with something to see through) stands free in it: the folder says which it is.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from arasta.contexts.catalog.domain import checks
from arasta.contexts.catalog.domain.pictures import LARGE_END, SMALL_END
from arasta.contexts.catalog.services import references, telling
from arasta.contexts.catalog.types import MediaStore
from arasta.contexts.catalog.types.inputs import ALT_MOST, GalleryPicture
from arasta.contexts.catalog.types.refusals import PictureWrong, TooManyPictures, UnknownProduct
from arasta.kernel import db, pictures
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

MOST_PICTURES = 24
MOST_BYTES = 12_000_000
MOST_PIXELS = 50_000_000
LARGE, SMALL = 1200, 480

_HANG = """
INSERT INTO catalog_media (id, product_id, store, path, position)
SELECT f.id, %s, %s, f.path, f.place + (SELECT coalesce(max(position) + 1, 0) FROM catalog_media WHERE product_id = %s)
FROM unnest(%s::uuid[], %s::text[], %s::int[]) AS f(id, path, place)
ON CONFLICT (product_id, path) DO NOTHING
"""

_ARRANGE = """
UPDATE catalog_media m SET position = f.place, value_id = f.value_id
FROM unnest(%s::uuid[], %s::int[], %s::uuid[]) AS f(id, place, value_id) WHERE m.id = f.id AND m.product_id = %s
"""

_DROP_TEXTS = """
DELETE FROM catalog_media_text t USING catalog_media m WHERE m.id = t.media_id AND m.product_id = %s AND m.id = ANY(%s)
"""

_SAY = """
INSERT INTO catalog_media_text (media_id, language, alt)
SELECT m.id, f.language, f.alt FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS f(id, language, alt)
JOIN catalog_media m ON m.id = f.id AND m.product_id = %s
"""


def hang(product_id: UUID, contents: Sequence[bytes], *, media: str, actor: Actor) -> None:
    """Hang files behind what hangs already, all of them or none; a picture that hangs there already stays as it is.

    Raises PictureWrong, TooManyPictures, UnknownProduct; publishes ProductsChanged.
    """
    if len(contents) > MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)
    paths = [_draw(content, Path(media)) for content in contents]
    with db.transaction():
        _lock(product_id)
        keys, places = [new_id() for _ in paths], list(range(len(paths)))
        db.execute(_HANG, [product_id, str(MediaStore.MEDIA), product_id, keys, paths, places])
        ((hung,),) = db.rows("SELECT count(*) FROM catalog_media WHERE product_id = %s", [product_id])
        if hung > MOST_PICTURES:
            raise TooManyPictures(most=MOST_PICTURES)
        telling.tell(products=[product_id], actor=actor)


def arrange(product_id: UUID, hung: Sequence[GalleryPicture], *, dropped: Collection[UUID] = (), actor: Actor) -> None:
    """Put a product's pictures in the order given, with what each shows, and take some down; the rest comes after.

    Raises InvalidText, UnknownOption, UnknownOptionValue, UnknownProduct; publishes ProductsChanged.
    """
    for picture in hung:
        checks.check_texts("alt", picture.alt, most=ALT_MOST, needed=False)
    with db.transaction():
        _lock(product_id)
        known = references.find(options={picture.value[0] for picture in hung if picture.value})
        keys = [picture.media_id for picture in hung]
        values = [known.value(*picture.value) if picture.value else None for picture in hung]
        db.execute(_DROP_TEXTS, [product_id, [*keys, *dropped]])
        db.execute("DELETE FROM catalog_media WHERE product_id = %s AND id = ANY(%s)", [product_id, list(dropped)])
        db.execute(_ARRANGE, [keys, list(range(len(keys))), values, product_id])
        said = [
            (picture.media_id, language, alt.strip())
            for picture in hung
            if picture.media_id not in dropped
            for language, alt in picture.alt.items()
            if alt.strip()
        ]
        db.execute(_SAY, [*([text[at] for text in said] for at in range(3)), product_id])
        telling.tell(products=[product_id], actor=actor)


def _lock(product_id: UUID) -> None:
    if not db.rows("SELECT id FROM catalog_product WHERE id = %s FOR UPDATE", [product_id]):
        raise UnknownProduct


def _draw(content: bytes, media: Path) -> str:
    """Write a picture large and small below the media folder; return the large one's path."""
    try:
        picture = pictures.read(content, most_bytes=MOST_BYTES, most_pixels=MOST_PIXELS, shown_in=(LARGE, LARGE))
    except pictures.NoPicture as broken:
        raise PictureWrong from broken
    is_cutout = any(picture.getchannel("A").histogram()[:-1])
    picture.thumbnail((LARGE, LARGE))
    drawn = io.BytesIO()
    picture.save(drawn, "WEBP", quality=80)
    folder = "cutouts" if is_cutout else "photos"
    name = f"{folder}/{sha256(drawn.getvalue()).hexdigest()[:32]}"
    (media / folder).mkdir(parents=True, exist_ok=True)
    (media / f"{name}{LARGE_END}").write_bytes(drawn.getvalue())
    picture.thumbnail((SMALL, SMALL))
    picture.save(media / f"{name}{SMALL_END}", "WEBP", quality=75)
    return f"{name}{LARGE_END}"
