"""Makers of customers and addresses, and a look at the facts they caused."""

from __future__ import annotations

import json
from typing import Any

from arasta.contexts.customers.services import addresses, logins, profiles
from arasta.contexts.customers.types import AddressId, AddressToSave, CustomerId, NewCustomer, PostalAddress
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind

PASSWORD = "three blue kettles"
KADIKOY = PostalAddress(name="Ada Yılmaz", line1="Moda Cd. 5", city="İstanbul", country="TR", district="Kadıköy")


def make_customer(name: str = "Ada Yılmaz", *, email: str = "", phone: str = "") -> CustomerId:
    """Add a customer without a login."""
    return profiles.add_customers([NewCustomer(name=name, email=email, phone=phone)], actor=SYSTEM)[0]


def make_shopper(email: str = "ada@example.com") -> CustomerId:
    """Register a customer who knows PASSWORD."""
    return logins.register(email, password=PASSWORD, name="Ada Yılmaz", language="tr").id


def make_address(customer: CustomerId, *, label: str = "Home", is_default: bool = False) -> AddressId:
    """Save an address in Kadıköy."""
    return addresses.save_addresses(customer, [AddressToSave(KADIKOY, label, is_default)], actor=SYSTEM)[0]


def shopper(customer: CustomerId) -> Actor:
    """Return the actor a customer is."""
    return Actor(ActorKind.CUSTOMER, id=str(customer), name="Ada Yılmaz")


def facts() -> list[tuple[str, dict[str, Any]]]:
    """Return (name, payload) of every fact told so far, in order."""
    found = db.rows("SELECT name, payload::text FROM outbox_event ORDER BY seq")
    return [(name, json.loads(payload)) for name, payload in found]
