"""What the demo's shoppers say of its products: most of it read and shown, some of it waiting to be read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from arasta.contexts.catalog.queries import products
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CustomerRow
from arasta.contexts.reviews.services import deciding, photos, writing
from arasta.contexts.reviews.types import Decision, ReviewId, ReviewStatus, ReviewToWrite
from arasta.demo.kervan import data
from arasta.kernel.access import SYSTEM

Said = dict[str, Any]


def collect(*, media: Path, at: datetime) -> None:
    """Write the reviews, the oldest first, and let staff read most of them."""
    with (data.HERE / "reviews.toml").open("rb") as file:
        book = tomllib.load(file)
    writers = {row.email.partition("@")[0]: row for row in customers.customers_page("").items}
    for days, group in _by_age(book):
        written_at = at - timedelta(days=days)
        drafts = [_draft(handle, said, writers[said["by"]], media) for handle, said in group]
        keys = writing.write_reviews(drafts, at=written_at, actor=SYSTEM)
        _read(list(zip(keys, [said for _, said in group], strict=True)), media=media, at=written_at)


def _by_age(book: dict[str, Any]) -> Iterator[tuple[int, list[tuple[str, Said]]]]:
    entries = [(handle, said) for handle, product in book.items() for said in product["said"]]
    for days in sorted({said["days"] for _, said in entries}, reverse=True):
        yield days, [(handle, said) for handle, said in entries if said["days"] == days]


def _draft(handle: str, said: Said, writer: CustomerRow, media: Path) -> ReviewToWrite:
    first, *rest = writer.name.split()
    product = _product(handle, writer.language)
    pictures = [(said["photo"], (data.MEDIA / said["photo"]).read_bytes())] if "photo" in said else []
    return ReviewToWrite(
        product_id=product[0],
        product_name=product[1],
        author=f"{first} {rest[-1][0]}." if rest else first,
        stars=said["stars"],
        title=said.get("title", ""),
        text=said["text"],
        language=writer.language,
        customer_id=writer.id,
        photos=photos.keep(pictures, media=str(media)),
    )


def _product(handle: str, language: str) -> tuple[UUID, str]:
    found = products.product(handle, language=language)
    return found.id, found.title


def _read(written: list[tuple[ReviewId, Said]], *, media: Path, at: datetime) -> None:
    shown = [Decision(key, ReviewStatus.PUBLISHED) for key, said in written if not said.get("pending")]
    if shown:
        deciding.decide(shown, at=at, media=str(media), actor=SYSTEM)
    for key, said in written:
        if "reply" in said:
            deciding.reply(key, said["reply"], actor=SYSTEM)
