"""What a till sends home: to whom and where, in which way, and what of the sale it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import addresses
from arasta.contexts.customers.types import ADDRESS_PREFIX, AddressRow, AddressToSave, CustomerRow, PostalAddress
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.kernel import db
from arasta.kernel.calendar import day_of
from arasta.kernel.ids import UnknownId, from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.web.address_form import ADDRESS_FIELDS, NEEDED, RULES, AddressPartsForm, email_field
from arasta.kernel.web.templatetags.arasta import days
from arasta.surfaces.pos import shelf
from arasta.surfaces.pos.basket import LineView
from arasta.surfaces.pos.desk import Desk

KEEPS_ADDRESSES = "addresses.write"
NEW = "new"


@dataclass(frozen=True, slots=True)
class Way:
    """A way of delivery with its price and the days on which it brings what is sold now."""

    code: str
    name: str
    arrives: str
    price: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of the customer's book."""

    key: str
    row: AddressRow


class HomeForm(AddressPartsForm):
    """Where it goes: an address of the customer's book, or another one; `replaces` is the entry that is corrected."""

    email = email_field("off")
    method = forms.CharField(max_length=60, required=True, error_messages=NEEDED)
    saved = forms.CharField(max_length=60, required=False)
    replaces = forms.CharField(max_length=60, required=False)
    keep = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email of the customer")
        for field in self.fields.values():  # the till's own browser shall propose nobody else's address
            field.widget.attrs["autocomplete"] = "off"

    @property
    def uses_book(self) -> bool:
        return self.data.get("saved", "") not in {"", NEW}

    def clean(self) -> None:
        """Forget what is wrong with an address that was not chosen; see that the one written is one."""
        if self.uses_book:
            for name in ADDRESS_FIELDS:
                self.errors.pop(name, None)
            return
        for name, rule in self.place().wrong_fields().items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, RULES[rule])

    def place(self) -> PostalAddress:
        """Return the address written, tidied."""
        return PostalAddress(**self.written()).tidied()


def ways(here: Desk, *, at: datetime, lines: Collection[LineView] = ()) -> list[Way]:
    """Return the ways of delivery that have a price in the till's currency, in the order they are offered.

    What of the lines is to come leaves on the day that it is promised for; where none is known, none is said.
    """
    found = methods.delivery_methods(kind=MethodKind.DELIVERY)
    leaves = [line.later.promised_on for line in lines if line.later and (line.is_sent or line.must_be_sent)]
    day = max((day_of(at), *(one for one in leaves if one)))
    return [
        Way(one.code, one.text(shelf.language()).name, days(*methods.arrives(one, day)) if all(leaves) else "", price)
        for one in found
        if (price := one.price(here.channel.currency)) is not None
    ]


def book(customer: CustomerRow | None) -> list[Entry]:
    """Return the addresses of a customer, the usual one first."""
    rows = customers.addresses(customer.id) if customer else []
    return [Entry(to_public(ADDRESS_PREFIX, row.id), row) for row in rows]


def entry_of(known: Collection[Entry], key: str) -> AddressRow | None:
    """Return an entry of the book by its key; one of somebody else is not there."""
    return next((one.row for one in known if one.key == key), None)


def initial(here: Desk, cart: CartRow, customer: CustomerRow | None, known: Collection[Entry]) -> dict[str, Any]:
    """Return what is known already of where a cart goes."""
    said: dict[str, Any] = {"country": here.channel.country, "method": cart.delivery_method, "email": cart.email}
    if customer:
        said |= {"name": customer.name, "phone": customer.phone, "email": cart.email or customer.email}
    if cart.address and cart.address.line1:
        said |= asdict(cart.address)
    return said | {"saved": _saved(said, known)}


def named(
    said: dict[str, Any], former: CustomerRow | None, customer: CustomerRow | None, known: Collection[Entry]
) -> dict[str, Any]:
    """Return the form's words once a customer is named: what was written stays, what was empty or the former one's is theirs."""
    words = dict(said)
    for field in ("name", "phone", "email") if customer else ():
        if words.get(field, "") in {"", getattr(former, field, "")}:
            words[field] = getattr(customer, field)
    return words | {"saved": _saved(words, known), "replaces": "", "keep": False}


def _saved(said: dict[str, Any], known: Collection[Entry]) -> str:
    """Return the entry of the book that is meant while nothing else is: the first, or the one that was written."""
    same = [one.key for one in known if said.get("line1") in {None, "", one.row.address.line1}]
    return same[0] if same else NEW


def correct(row: AddressRow, key: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return the form's words with those of an entry of the book, to be corrected."""
    return {**said, **asdict(row.address), "saved": NEW, "replaces": key, "keep": True}


def send(here: Desk, cart: CartRow, sent: Collection[UUID], form: HomeForm, known: Collection[Entry]) -> None:
    """Note where a cart's goods go; what is not sent is taken along. Keeps the address where its customer wished so.

    Raises UnknownCart, CartClosed, TooManyAddresses.
    """
    said, entry = form.cleaned_data, entry_of(known, form.cleaned_data["saved"])
    taken = frozenset(line.variant_id for line in cart.lines) - set(sent)
    with db.transaction():
        place = entry.address if entry else form.place()
        book_id = entry.id if entry else _kept(here, cart, form, known)
        checkout = CheckoutInput(
            email=said["email"].lower(),
            delivery=DeliveryKind.DELIVERY,
            delivery_method=said["method"],
            pickup_location_id=here.register.location_id if taken else None,
            address=Address(**asdict(place)),
            fetched=taken,
            book_id=book_id,
        )
        cart_book.set_checkout(cart.id, checkout)


def take_along(cart_id: UUID) -> None:
    """Let all of a cart be taken along after all; the address stays for another time. Raises UnknownCart, CartClosed."""
    cart = carts.cart(cart_id)
    cart_book.set_checkout(cart.id, CheckoutInput(cart.email, DeliveryKind.COUNTER, address=cart.address))


def variants_in(words: Collection[str]) -> set[UUID]:
    """Read which lines are sent; what is no variant is none of them."""
    found = set()
    for word in words:
        try:
            found.add(from_public(shelf.VARIANT_PREFIX, word))
        except UnknownId:
            continue
    return found


def _kept(here: Desk, cart: CartRow, form: HomeForm, known: Collection[Entry]) -> UUID | None:
    """Keep the written address in its customer's book, new or in place of the one it corrects, if they agreed."""
    if not (form.cleaned_data["keep"] and cart.customer_id and here.actor.may(KEEPS_ADDRESSES)):
        return None
    former = entry_of(known, form.cleaned_data["replaces"])
    kept = (
        AddressToSave(form.place(), former.label, former.is_default, former.id)
        if former
        else AddressToSave(form.place())
    )
    return addresses.save_addresses(cart.customer_id, [kept], actor=here.actor)[0]
