"""Write a review: ask the order book whether the product was handed over, keep the pictures, write.

The pictures are kept before the transaction and thrown away again if the review is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.catalog.types import ProductDetail
from arasta.contexts.orders.queries import bought
from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.services import photos, writing
from arasta.contexts.reviews.types import AlreadyReviewed, ReviewId, ReviewToWrite
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError, Forbidden, gettext_noop


class NotABuyer(Forbidden):
    """Without a login only the holder of an order writes, and only of what was handed over by it."""

    code = "not_a_buyer"
    template = gettext_noop("Sign in to review this, or follow the link of an order that brought it to you.")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: a customer who is signed in, the holder of an order's link, or both."""

    customer_id: UUID | None
    order_id: UUID | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a writer sends."""

    stars: int
    author: str
    title: str
    text: str
    language: str
    pictures: Sequence[tuple[str, bytes]] = ()


def write_review(
    product: ProductDetail, said: Said, *, writer: Writer, media: str, at: datetime, actor: Actor
) -> ReviewId:
    """Write what somebody says of a product. Raises NotABuyer, AlreadyReviewed, and what reviews refuse."""
    order_id = proof_of(product, writer)
    if order_id is None and writer.customer_id is None:
        raise NotABuyer
    if book.own(product.id, customer_id=writer.customer_id, order_id=order_id):
        raise AlreadyReviewed
    kept = photos.keep(said.pictures, media=media)
    review = ReviewToWrite(
        product_id=product.id,
        product_name=product.title,
        author=said.author,
        stars=said.stars,
        title=said.title,
        text=said.text,
        language=said.language,
        customer_id=writer.customer_id,
        order_id=order_id,
        photos=kept,
    )
    try:
        return writing.write_reviews([review], at=at, actor=actor)[0]
    except DomainError:
        photos.discard(kept, media=media)
        raise


def proof_of(product: ProductDetail, writer: Writer) -> UUID | None:
    """Return the order by which the writer has the product."""
    variants = [variant.id for variant in product.variants]
    if writer.order_id is not None:
        found = bought.proof_of(variants, customer_id=None, order_id=writer.order_id)
        if found or writer.customer_id is None:
            return found
    return bought.proof_of(variants, customer_id=writer.customer_id, order_id=None) if writer.customer_id else None
