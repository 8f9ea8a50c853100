"""Reviews to test with: products, their writers, and pictures."""

from __future__ import annotations

import io
from uuid import UUID

from PIL import Image

from arasta.contexts.catalog.services import products
from arasta.contexts.customers.services import profiles
from arasta.contexts.customers.types import NewCustomer
from arasta.contexts.reviews.services import deciding, writing
from arasta.contexts.reviews.types import Decision, ReviewId, ReviewStatus, ReviewToWrite
from arasta.kernel.access import SYSTEM
from tests import makers, makers_catalog


def make_product(sku: str = "MUG") -> UUID:
    """Describe a product."""
    return products.save_products([makers_catalog.plain_product(sku)], actor=SYSTEM).products[sku.lower()]


def make_customers(count: int) -> list[UUID]:
    """Add customers."""
    return list(profiles.add_customers([NewCustomer(f"Writer {number}") for number in range(count)], actor=SYSTEM))


def draft(product: UUID, customer: UUID | None, stars: int = 5, **more: object) -> ReviewToWrite:
    """Say something of a product."""
    facts: dict[str, object] = {"author": "Ayşe Y.", "language": "tr", "text": "Güzel.", **more}
    return ReviewToWrite(
        product_id=product,
        product_name="Mug",
        customer_id=customer,
        stars=stars,
        **facts,  # type: ignore[arg-type]
    )


def publish(ids: list[ReviewId], *, media: str = "nowhere") -> None:
    """Let staff show reviews."""
    deciding.decide([Decision(key, ReviewStatus.PUBLISHED) for key in ids], at=makers.DAY, media=media, actor=SYSTEM)


def write(*drafts: ReviewToWrite) -> list[ReviewId]:
    """Write reviews."""
    return writing.write_reviews(drafts, at=makers.DAY, actor=SYSTEM)


def picture(width: int = 60, height: int = 40, *, kind: str = "JPEG", place: bool = False) -> bytes:
    """Draw a picture; `place`: with the place where it was taken inside."""
    drawn, exif = io.BytesIO(), Image.Exif()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 59.0, 12.0)})
        exif[0x010F] = "SecretCamera"
    Image.new("RGB", (width, height), (166, 63, 38)).save(drawn, kind, exif=exif)
    return drawn.getvalue()
