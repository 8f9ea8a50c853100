"""Customers over JSON."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import addresses, profiles
from arasta.contexts.customers.types import (
    ADDRESS_PREFIX,
    CUSTOMER_PREFIX,
    AddressRow,
    AddressToSave,
    CustomerRow,
    NewCustomer,
    PostalAddress,
)
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Customers"])


class AddressIn(Body):
    """A place of a customer; unchosen parts are empty texts."""

    label: str = Field("", max_length=40)
    name: str = Field(max_length=120)
    line1: str = Field(max_length=200)
    line2: str = Field("", max_length=200)
    district: str = Field("", max_length=100)
    city: str = Field(max_length=100)
    region: str = Field("", max_length=100)
    postal_code: str = Field("", max_length=16)
    country: str = Field(description="ISO 3166, two letters", min_length=2, max_length=2)
    phone: str = Field("", max_length=40, description="E.164, or as it is dialed in the country")
    is_default: bool = False

    def to_save(self) -> AddressToSave:
        parts = self.model_dump(exclude={"label", "is_default"})
        return AddressToSave(PostalAddress(**parts), self.label, self.is_default)


class AddressOut(Schema):
    id: str
    label: str
    name: str
    line1: str
    line2: str
    district: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    is_default: bool

    @classmethod
    def of(cls, row: AddressRow) -> AddressOut:
        place = row.address
        return cls(
            id=to_public(ADDRESS_PREFIX, row.id),
            label=row.label,
            name=place.name,
            line1=place.line1,
            line2=place.line2,
            district=place.district,
            city=place.city,
            region=place.region,
            postal_code=place.postal_code,
            country=place.country,
            phone=place.phone,
            is_default=row.is_default,
        )


class CustomerIn(Body):
    """A customer to add. The login is the shopper's own affair: they register in the shop."""

    name: str = Field(min_length=1, max_length=120)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40, description="E.164, or as it is dialed in Turkey")
    language: str = Field("en", description="en, tr or ru")
    addresses: list[AddressIn] = Field(default_factory=list, max_length=50)


class CustomerOut(Schema):
    id: str = Field(description="`cus_...`")
    number: str = Field(description="For people; carries no meaning")
    email: str
    name: str
    phone: str
    language: str
    has_login: bool
    created_at: datetime

    @classmethod
    def of(cls, row: CustomerRow) -> CustomerOut:
        return cls(
            id=to_public(CUSTOMER_PREFIX, row.id),
            number=row.number,
            email=row.email,
            name=row.name,
            phone=row.phone,
            language=row.language,
            has_login=row.has_login,
            created_at=row.created_at,
        )


class CustomerDetail(Schema):
    """A customer with the addresses, the default first."""

    customer: CustomerOut
    addresses: list[AddressOut]


class CustomerSearch(Schema):
    search: str = Field("", max_length=200, description="Words of a name, email, phone or number")
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class CustomerPage(Schema):
    items: list[CustomerOut]
    next_cursor: str | None


REFUSALS = {401: Problem, 403: Problem, 422: Problem}


@router.get(
    "/customers",
    response={200: CustomerPage, **REFUSALS},
    operation_id="list_customers",
    summary="List or search customers, the newest first",
)
@decorate_view(guards.read("customers.read"))
def list_customers(request: HttpRequest, wish: Query[CustomerSearch]) -> CustomerPage:
    """Return one page."""
    page = queries.customers_page(wish.search, cursor=wish.cursor, limit=wish.limit)
    return CustomerPage(items=[CustomerOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get(
    "/customers/{customer_id}",
    response={200: CustomerDetail, 404: Problem, **REFUSALS},
    operation_id="get_customer",
    summary="One customer with addresses",
)
@decorate_view(guards.read("customers.read"))
def get_customer(request: HttpRequest, customer_id: str) -> CustomerDetail:
    """Return one customer."""
    row = queries.customer(from_public(CUSTOMER_PREFIX, customer_id))
    return CustomerDetail(
        customer=CustomerOut.of(row), addresses=[AddressOut.of(place) for place in queries.addresses(row.id)]
    )


@router.post(
    "/customers",
    response={201: CustomerDetail, 409: Problem, **REFUSALS},
    operation_id="add_customer",
    summary="Add a customer, with addresses",
)
@decorate_view(guards.write("customers.write"))
def add_customer(request: HttpRequest, body: CustomerIn) -> Status[CustomerDetail]:
    """Add a customer; the profile and all addresses, or nothing."""
    actor = actor_of(request)
    new = NewCustomer(name=body.name, email=body.email, phone=body.phone, language=body.language)
    made = profiles.add_customers([new], actor=actor)[0]
    addresses.save_addresses(made, [place.to_save() for place in body.addresses], actor=actor)
    return Status(201, get_customer(request, to_public(CUSTOMER_PREFIX, made)))
