"""Reviews as JSON: read what is published, write for a customer or the holder of an order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.catalog.queries import products
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CUSTOMER_PREFIX
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.types import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, ReviewOrder, ReviewRow
from arasta.flows.reviewing.write_review import NotABuyer, Said, Writer, write_review
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, spelled_out
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Reviews"])

HandlePath = Annotated[str, Path(description="Handle of the product")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class ReviewOut(Schema):
    id: str = Field(description="`rev_...`")
    stars: int
    author: str
    title: str
    text: str
    language: str
    is_verified: bool = Field(description="An order proves that the writer has it")
    status: str = Field(description="pending until the shop has read it, published or rejected")
    reply: str = Field(description="What the shop answered")
    written_at: datetime

    @classmethod
    def of(cls, row: ReviewRow) -> ReviewOut:
        same = ("stars", "author", "title", "text", "language", "is_verified", "reply", "written_at")
        return cls(id=to_public("rev", row.id), status=row.status, **{name: getattr(row, name) for name in same})


class ReviewsOut(Schema):
    average: Decimal = Field(description="With one digit; 0 without a review")
    count: int
    items: list[ReviewOut]


class ReviewsQuery(Schema):
    first: Annotated[ReviewOrder, spelled_out(ReviewOrder)] = ReviewOrder.NEWEST
    language: str = Field("", pattern="^(en|tr|ru)?$", description="What is written in it stands first")
    skip: int = Field(0, ge=0, le=100_000)
    limit: int = Field(10, ge=1, le=100)


class ReviewIn(Body):
    stars: int = Field(strict=True, ge=1, le=5)
    author: str = Field(min_length=1, max_length=LONGEST_AUTHOR, description="As readers see it")
    title: str = Field("", max_length=LONGEST_TITLE)
    text: str = Field("", max_length=LONGEST_TEXT)
    language: str = Field(pattern="^(en|tr|ru)$")
    customer_id: str | None = Field(None, description="`cus_...`; this or an order", max_length=40)
    order_id: str | None = Field(
        None, description="`ord_...` that brought it; of this customer, if one is named", max_length=40
    )


@router.get(
    "/catalog/products/{handle}/reviews",
    response={200: ReviewsOut, **READ},
    operation_id="list_reviews",
    summary="Read what buyers say",
)
@decorate_view(guards.read("catalog.read"))
def list_reviews(request: HttpRequest, handle: HandlePath, wanted: Query[ReviewsQuery]) -> ReviewsOut:
    """Return the published reviews of a product, and its stars."""
    found = products.product(handle, language=wanted.language or "en")
    rows = book.published(found.id, first=wanted.first, language=wanted.language, skip=wanted.skip, limit=wanted.limit)
    summary = book.summaries([found.id]).get(found.id)
    return ReviewsOut(
        average=summary.average if summary else Decimal(0),
        count=summary.count if summary else 0,
        items=[ReviewOut.of(row) for row in rows],
    )


@router.post(
    "/catalog/products/{handle}/reviews",
    response={201: ReviewOut, **WRITE},
    operation_id="write_review",
    summary="Write a review",
)
@decorate_view(guards.write("customers.write"))
def add_review(request: HttpRequest, handle: HandlePath, body: ReviewIn) -> Status[ReviewOut]:
    """Write what a customer says of a product; it shows once somebody in the shop has read it."""
    key = write_review(
        products.product(handle, language=body.language),
        Said(body.stars, body.author, body.title, body.text, body.language),
        writer=_writer(body),
        media=str(settings.MEDIA_ROOT),
        at=clock.now(),
        actor=actor_of(request),
    )
    return Status(201, ReviewOut.of(book.review(key)))


def _writer(body: ReviewIn) -> Writer:
    """Return who writes. Raises UnknownCustomer, and NotABuyer for an order of somebody else."""
    named = from_public(CUSTOMER_PREFIX, body.customer_id) if body.customer_id else None
    customer_id = customers.customer(named).id if named else None
    order = order_book.order(from_public("ord", body.order_id)).row if body.order_id else None
    if order and customer_id and order.customer_id != customer_id:
        raise NotABuyer
    return Writer(customer_id, order.id if order else None)
