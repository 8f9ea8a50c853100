"""A store with a register, goods on its shelf, and staff who stand at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client

from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.contexts.orders.queries import carts
from arasta.contexts.registers.types import RegisterRow
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers

PASSWORD = "three blue kettles"
PART = {"HX-Request": "true"}


@dataclass(frozen=True)
class Counter:
    """A register, its store, and a vase there at 249.90."""

    register: RegisterRow
    store: UUID
    vase: UUID
    sku: str


def make_counter(*, on_shelf: int = 5, sku: str = "KRV-VAS-1") -> Counter:
    """Open a store with a register and put vases on its shelf."""
    store, vase = makers.make_location("KADIKOY"), makers.make_variant(sku)
    counter = Counter(makers.make_register(store, code="KADIKOY-1"), store, vase, sku)
    makers.make_price(vase, 24990)
    if on_shelf:
        makers.receive(vase, store, on_shelf)
    return counter


def hire(email: str, *, role: Role = Role.ASSOCIATE, at: UUID | None = None, name: str = "Cem") -> str:
    """Add somebody who knows PASSWORD and works at one location, or at all."""
    places = frozenset({at} if at else ())
    person = NewStaff(email=email, name=name, role=role, password=PASSWORD, locations=places)
    return str(staff.add_staff([person], actor=SYSTEM)[0])


def sign_in(client: Client, email: str) -> Client:
    """Send somebody through the sign-in page."""
    answer = client.post("/office/sign-in", {"email": email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def stand_at(counter: Counter, *, email: str = "cem@example.com") -> Client:
    """Return a browser whose cashier stands at the register."""
    hire(email, at=counter.store)
    client = sign_in(Client(), email)
    answer = client.post("/till/registers", {"register": key_of(counter.register)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/till/")
    return client


def key_of(register: RegisterRow) -> str:
    """Return a register's public id."""
    return to_public("reg", register.id)


def scan(client: Client, code: str) -> Any:
    """Scan a code."""
    return client.post("/till/add", {"q": code})


def cart_in(client: Client) -> str:
    """Return the public id of the cart on the sale page."""
    return str(client.get("/till/").context["basket"].key)


def lines(client: Client) -> list[tuple[str, int, int]]:
    """Return (SKU, quantity, sum) of the cart on the sale page."""
    basket = client.get("/till/").context["basket"]
    if basket is None:
        return []
    return [(row.variant.sku, row.line.quantity, row.line.total.minor) for row in basket.lines]


def quantity_in(cart: UUID) -> int:
    """Count the units in a cart."""
    return carts.units_in(cart)


def trouble(answer: Any) -> tuple[str, tuple[str, ...]]:
    """Return the refusal a page shows: its code, and its sentences."""
    shown = answer.context["trouble"]
    return shown.code, tuple(part for part in (shown.title, *shown.facts, shown.todo) if part)
