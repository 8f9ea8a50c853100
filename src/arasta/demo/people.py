"""The demo's people: staff with a login for each role, shoppers, and a developer's API key."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.customers.services import addresses, codes, consents, logins
from arasta.contexts.customers.types import AddressToSave, ConsentToRecord, ContactChannel, PostalAddress, Purpose
from arasta.contexts.identity.services import api_keys, staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.demo.kervan.data import Company, CustomerData
from arasta.kernel.access import SYSTEM

PASSWORD = "kervan-demo-2026"  # noqa: S105 - a demo's password, printed on every start
HOME = {"tr": "Ev", "ru": "Дом"}
SCOPES = (
    "catalog.read", "catalog.write", "prices.write", "stock.read", "stock.write", "orders.read", "orders.write",
    "payments.write", "carts.write", "fulfillment.read", "fulfillment.write", "channels.read", "channels.write", "customers.read",
)  # fmt: skip


@dataclass(frozen=True)
class Login:
    """Who signs in where, with the demo's password."""

    role: str
    name: str
    email: str


@dataclass(frozen=True)
class Logins:
    """What the demo prints: one login per role, a shopper, and the API key (known only when it is made)."""

    staff: tuple[Login, ...]
    shopper: Login
    api_key: str


def hire(company: Company, where: dict[str, UUID]) -> Logins:
    """Add staff, shoppers and the API key."""
    staff.add_staff(
        [
            NewStaff(
                email=one.email,
                name=one.name,
                role=Role(one.role),
                password=PASSWORD,
                locations=frozenset({where[one.location]} if one.location else ()),
            )
            for one in company.staff
        ],
        actor=SYSTEM,
    )
    known = [_register(shopper) for shopper in company.customers]
    codes.trust_emails([one.customer_id for one in known if one.customer_id], actor=SYSTEM)
    consents.record(known[::2], actor=SYSTEM)
    _, key = api_keys.create_api_key("Developer", scopes=SCOPES, actor=SYSTEM)
    first = company.customers[0]
    return Logins(_one_per_role(company), Login("shopper", first.name, first.email), key)


def _register(shopper: CustomerData) -> ConsentToRecord:
    """Register a shopper with their address; return the yes that some of them say to offers."""
    signed_in = logins.register(
        shopper.email, password=PASSWORD, name=shopper.name, language=shopper.language, phone=shopper.phone
    )
    line1, *more = shopper.address
    address = PostalAddress(
        name=shopper.name,
        line1=line1,
        line2=", ".join(more),
        city=shopper.city,
        postal_code=shopper.postal_code,
        country=shopper.country,
        phone=shopper.phone,
    )
    addresses.save_addresses(
        signed_in.id,
        [AddressToSave(address=address, label=HOME.get(shopper.language, "Home"), is_default=True)],
        actor=SYSTEM,
    )
    return ConsentToRecord(
        contact=shopper.email,
        channel=ContactChannel.EMAIL,
        purpose=Purpose.OFFERS,
        is_given=True,
        source="account",
        language=shopper.language,
        customer_id=signed_in.id,
    )


def _one_per_role(company: Company) -> tuple[Login, ...]:
    first: dict[str, Login] = {}
    for one in company.staff:
        first.setdefault(one.role, Login(one.role, one.name, one.email))
    return tuple(first[role] for role in ("owner", "associate", "picker", "marketer", "agent"))
