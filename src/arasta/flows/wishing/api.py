"""Favorites of customers as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.catalog.queries import products
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CUSTOMER_PREFIX
from arasta.contexts.wishes import queries as wishes
from arasta.contexts.wishes import services
from arasta.contexts.wishes.types import Wisher
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public, to_public

router = Router(tags=["Customers"])

CustomerPath = Annotated[str, Path(description="`cus_...`")]
HandlePath = Annotated[str, Path(description="Handle of the product")]
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


class FavoriteOut(Schema):
    product_id: str = Field(description="`prd_...`")
    since: datetime


class FavoritesOut(Schema):
    items: list[FavoriteOut] = Field(description="The newest first")


@router.get(
    "/customers/{customer_id}/favorites",
    response={200: FavoritesOut, **REFUSALS},
    operation_id="list_favorites",
    summary="What a customer likes",
)
@decorate_view(guards.read("customers.read"))
def list_favorites(request: HttpRequest, customer_id: CustomerPath) -> FavoritesOut:
    """Return a customer's favorites, on whichever device they were marked."""
    return _favorites(_wisher(customer_id))


@router.put(
    "/customers/{customer_id}/favorites/{handle}",
    response={200: FavoritesOut, 409: Problem, **REFUSALS},
    operation_id="like_product",
    summary="Mark a favorite",
)
@decorate_view(guards.write("customers.write"))
def like_product(request: HttpRequest, customer_id: CustomerPath, handle: HandlePath) -> FavoritesOut:
    """Mark a product as a customer's favorite; what is one stays one."""
    wisher = _wisher(customer_id)
    services.like([products.product(handle, language="en").id], wisher=wisher)
    return _favorites(wisher)


@router.delete(
    "/customers/{customer_id}/favorites/{handle}",
    response={200: FavoritesOut, 409: Problem, **REFUSALS},
    operation_id="unlike_product",
    summary="Take a favorite away",
)
@decorate_view(guards.write("customers.write"))
def unlike_product(request: HttpRequest, customer_id: CustomerPath, handle: HandlePath) -> FavoritesOut:
    """Take a product from a customer's favorites."""
    wisher = _wisher(customer_id)
    services.unlike([products.product(handle, language="en").id], wisher=wisher)
    return _favorites(wisher)


def _wisher(customer_id: str) -> Wisher:
    return Wisher(customers.customer(from_public(CUSTOMER_PREFIX, customer_id)).id)


def _favorites(wisher: Wisher) -> FavoritesOut:
    return FavoritesOut(
        items=[
            FavoriteOut(product_id=to_public("prd", row.product_id), since=row.since)
            for row in wishes.favorites(wisher)
        ]
    )
