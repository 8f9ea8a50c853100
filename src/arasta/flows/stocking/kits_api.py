"""What kits consist of, and how a SKU is sold when it is not there, as JSON."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.queries import kits, promises
from arasta.contexts.inventory.services import kits as kit_making
from arasta.contexts.inventory.services import terms as selling
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.flows.stocking import schemas
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, once_by
from arasta.kernel.quantity import MOST
from arasta.kernel.requests import actor_of

router = Router(tags=["Stock"])

SkuPath = Annotated[str, Path(description="SKU")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class ComponentIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=1, le=MOST, description="How many of it are in one kit")


class KitIn(Body):
    components: Annotated[list[ComponentIn], once_by("sku")] = Field(
        max_length=100, description="None makes it a plain SKU again"
    )


class ComponentOut(Schema):
    sku: str
    quantity: int


class KitOut(Schema):
    sku: str
    components: list[ComponentOut] = Field(description="Empty: the SKU is no kit")


class Sold(StrEnum):
    """How a SKU is sold when it is not there."""

    NEVER = "never"
    BACKORDER = "backorder"
    PREORDER = "preorder"


class TermsIn(Body):
    sold: Sold = Field(description="`backorder` sells what is announced, `preorder` before it appears at all")
    ships_on: date | None = Field(default=None, description="Of a pre-order: from which day on it ships")
    limit: int | None = Field(
        default=None,
        strict=True,
        ge=0,
        le=MOST,
        description="How many units may wait at a time; a pre-order with a limit needs nothing announced",
    )


class TermsOut(Schema):
    sku: str
    sold: Sold
    ships_on: date | None
    limit: int | None


@router.get("/kits/{sku}", response={200: KitOut, **READ}, operation_id="get_kit", summary="What a kit consists of")
@decorate_view(guards.read("stock.read"))
def get_kit(request: HttpRequest, sku: SkuPath) -> KitOut:
    """Return the components of a kit. Its stock is theirs: read it as availability, like that of any SKU."""
    return _kit(sku, schemas.variant_ids([sku])[sku])


@router.put(
    "/kits/{sku}", response={200: KitOut, **WRITE}, operation_id="set_kit", summary="Say what a kit consists of"
)
@decorate_view(guards.write("stock.write"))
def set_kit(request: HttpRequest, sku: SkuPath, body: KitIn) -> KitOut:
    """Make a SKU without stock of its own a kit, or change it. What was ordered or is held stays as it was."""
    ids = schemas.variant_ids([sku, *(one.sku for one in body.components)])
    recipe = tuple((ids[one.sku], one.quantity) for one in body.components)
    kit_making.set_kits([KitInput(ids[sku], recipe)], actor=actor_of(request))
    return _kit(sku, ids[sku])


@router.get(
    "/selling-terms/{sku}",
    response={200: TermsOut, **READ},
    operation_id="get_selling_terms",
    summary="How a SKU is sold when it is not there",
)
@decorate_view(guards.read("stock.read"))
def get_selling_terms(request: HttpRequest, sku: SkuPath) -> TermsOut:
    """Return whether a SKU can be ordered before it is there, and on which terms."""
    return _terms(sku, schemas.variant_ids([sku])[sku])


@router.put(
    "/selling-terms/{sku}",
    response={200: TermsOut, **WRITE},
    operation_id="set_selling_terms",
    summary="Sell a SKU before it is there",
)
@decorate_view(guards.write("stock.write"))
def set_selling_terms(request: HttpRequest, sku: SkuPath, body: TermsIn) -> TermsOut:
    """Set the terms. Who waits already keeps waiting; a pre-order's new day moves their promise."""
    variant = schemas.variant_ids([sku])[sku]
    kind = None if body.sold is Sold.NEVER else TermsKind(body.sold.value)
    selling.set_terms([TermsInput(variant, kind, body.ships_on, body.limit)], actor=actor_of(request))
    return _terms(sku, variant)


def _kit(sku: str, variant: UUID) -> KitOut:
    recipe = kits.recipes([variant]).get(variant, ())
    described = variants.variants([component for component, _ in recipe], language="en") if recipe else {}
    parts = [ComponentOut(sku=described[component].sku, quantity=quantity) for component, quantity in recipe]
    return KitOut(sku=sku, components=sorted(parts, key=lambda part: part.sku))


def _terms(sku: str, variant: UUID) -> TermsOut:
    found = promises.terms_of([variant]).get(variant)
    if found is None:
        return TermsOut(sku=sku, sold=Sold.NEVER, ships_on=None, limit=None)
    return TermsOut(sku=sku, sold=Sold(found.kind.value), ships_on=found.ships_on, limit=found.most)
