"""Very many levels in one call: each item is accepted or refused by itself, in the order given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import BeforeValidator, Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import counts
from arasta.contexts.inventory.services.counts import Count, Counted, Refused
from arasta.contexts.inventory.types import UnknownLocation
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http import guards, problems
from arasta.kernel.http.batches import Batch, Unreadable
from arasta.kernel.http.schemas import Problem
from arasta.kernel.quantity import MOST
from arasta.kernel.requests import actor_of

router = Router(tags=["Stock"])
MOST_ITEMS = 10_000
Code = Annotated[str, Field(min_length=1, max_length=100)]
Units = Annotated[int, Field(strict=True, ge=0, le=MOST)]


def _not_too_many(items: object) -> object:
    """Refuse a batch by its length before its items are looked at."""
    if isinstance(items, list) and len(items) > MOST_ITEMS:
        raise ValueError(f"A call takes at most {MOST_ITEMS} items, these are {len(items)}. Split them.")
    return items


class BulkItem(Schema, extra="forbid"):
    sku: Code
    location: Code = Field(description="Code of the location")
    delta: Annotated[int, Field(strict=True, ge=-MOST, le=MOST)] | None = Field(None, description="May be negative")
    on_hand: Units | None = Field(None, description="The new count; with `seen`, the one it replaces")
    seen: Units | None = Field(None, description="What was on hand when it was counted")


class BulkIn(Batch):
    entries_in = "items"

    reason: str = Field(min_length=1, max_length=500, description="Stands in the ledger")
    items: Annotated[list[BulkItem], BeforeValidator(_not_too_many)] = Field(min_length=1, max_length=MOST_ITEMS)


class BulkResult(Schema):
    """What became of the item in the same place of the request."""

    status: str = Field(description="`accepted` or `refused`")
    on_hand: int | None = Field(None, description="What is on hand now")
    was: int | None = Field(None, description="What was on hand before")
    code: str | None = Field(None, description="Why it was refused, for machines")
    detail: str | None = Field(None, description="Why it was refused, for people")


class BulkOut(Schema):
    accepted: int
    refused: int
    results: list[BulkResult]


Answer = Counted | Refused | DomainError


@router.post(
    "/stock/bulk",
    response={200: BulkOut, 401: Problem, 403: Problem, 409: Problem, 413: Problem, 422: Problem},
    operation_id="change_stock_in_bulk",
    summary="Change very many levels",
)
@decorate_view(guards.write("stock.write", piecemeal=True))
def change_stock_in_bulk(request: HttpRequest, body: BulkIn) -> BulkOut:
    """Add differences to up to 10,000 levels, or set them to counts where they still are as they were seen.

    Each item is accepted or refused by itself: `unknown_sku`, `unknown_location`, `stock_promised`, `stale_quantity`,
    `delta_or_count`, `another_location`, or `invalid_request` where it does not fit the schema. Items of one level follow
    each other in the order given.
    """
    answers = change(body.items, reason=body.reason, actor=actor_of(request))
    results = [_result(answer) for answer in body.in_place(answers)]
    accepted = sum(isinstance(answer, Counted) for answer in answers)
    return BulkOut.model_construct(accepted=accepted, refused=len(results) - accepted, results=results)


def change(items: Sequence[BulkItem], *, reason: str, actor: Actor) -> list[Answer]:
    """Change levels by SKU and location code; answer item by item."""
    ids = variants.variant_ids_by_sku({item.sku for item in items})
    places = {row.code.casefold(): row.id for row in locations.locations()}
    found: list[Count | DomainError] = [_found(item, ids, places) for item in items]
    counted = iter(counts.count([one for one in found if isinstance(one, Count)], reason=reason, actor=actor))
    return [next(counted) if isinstance(one, Count) else one for one in found]


def _found(item: BulkItem, ids: Mapping[str, UUID], places: Mapping[str, UUID]) -> Count | DomainError:
    variant, place = ids.get(item.sku), places.get(item.location.casefold())
    if variant is None:
        return UnknownSku(sku=item.sku)
    if place is None:
        return UnknownLocation(location=item.location[:60])
    return Count(variant, place, delta=item.delta, on_hand=item.on_hand, seen=item.seen)


def _result(answer: Answer | Unreadable) -> BulkResult:
    if isinstance(answer, Counted):
        return BulkResult.model_construct(
            status="accepted", on_hand=answer.on_hand, was=answer.was, code=None, detail=None
        )
    if isinstance(answer, Unreadable):
        return _refused("invalid_request", str(answer))
    error = answer.error if isinstance(answer, Refused) else answer
    return _refused(error.code, problems.sentence(error))


def _refused(code: str, detail: str) -> BulkResult:
    return BulkResult.model_construct(status="refused", on_hand=None, was=None, code=code, detail=detail)
