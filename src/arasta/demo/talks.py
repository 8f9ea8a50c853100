"""What is going on between the demo's shoppers and its people: a question that waits, one that was answered with a
product in the shopper's cart, things somebody likes or put away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.catalog.queries import products
from arasta.contexts.catalog.types import ProductDetail
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CustomerRow
from arasta.contexts.identity import queries as identity
from arasta.contexts.orders.services import carrying, carts
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.support import services as support
from arasta.contexts.support.types import MessageToWrite, Side, Speaker
from arasta.contexts.wishes import services as wishes
from arasta.contexts.wishes.types import SavedLine, Wisher
from arasta.kernel.access import SYSTEM, Actor

ADVISER = "irina@kervan.example"
LIKING = "defne.korkmaz@mail.example"
ASKING, ADVISED = "emre.gunes@mail.example", "hannah.whitfield@mail.example"
LIKED = ("iznik-mug", "ephesus-amphora", "atlikarinca-music-box")
SHOWN = "iznik-mug"
SAVED = "ephesus-amphora"


def begin(channel_id: UUID, *, at: datetime) -> None:
    """Let shoppers talk, like and save."""
    asking, advised = customers.customer_by_email(ASKING), customers.customer_by_email(ADVISED)
    if asking is None or advised is None:
        return
    found = identity.staff_by_email(ADVISER)
    adviser = identity.actor_of_staff(found.id) if found else SYSTEM
    _ask(channel_id, asking, "Çaydanlık indüksiyonlu ocakta kullanılabilir mi?")
    talk = _ask(channel_id, advised, "I look for a present for my mother, she collects cups.")
    mug = products.product(SHOWN, language=advised.language)
    _advise(channel_id, talk, advised, mug, adviser=adviser, at=at)
    wisher = Wisher(advised.id)
    liked = [products.product(handle, language="en").id for handle in LIKED]
    for one in (advised, customers.customer_by_email(LIKING)):
        if one is not None:
            wishes.like(liked, wisher=Wisher(one.id))
    vase = products.product(SAVED, language="en").variants[0]
    price = pricing.prices([vase.id], channel_id=channel_id, currency="TRY", at=at).get(vase.id)
    wishes.save_for_later([SavedLine(vase.id, 1, price.price if price else None)], wisher=wisher, currency="TRY")


def _ask(channel_id: UUID, who: CustomerRow, text: str) -> UUID:
    speaker = Speaker(channel_id, who.id, name=who.name, language=who.language)
    talk = support.open_conversation(speaker)
    support.write(MessageToWrite(talk, Side.SHOPPER, who.name, text), actor=customers.actor_of_customer(who))
    return talk


def _advise(
    channel_id: UUID, talk: UUID, who: CustomerRow, mug: ProductDetail, *, adviser: Actor, at: datetime
) -> None:
    variant = mug.variants[0]
    price = pricing.prices([variant.id], channel_id=channel_id, currency="TRY", at=at)[variant.id].price
    cart = carts.open_cart(channel_id, currency="TRY", language=who.language, customer_id=who.id)
    carts.set_lines(cart, [carts.CartLineInput(variant.id, 2, price.minor)])
    carrying.advise(cart, adviser_id=adviser.id, adviser_name=adviser.name)
    support.fill_together(talk, cart_id=cart)
    support.write(
        MessageToWrite(talk, Side.ADVISER, adviser.name, "These are painted by hand in Kütahya.", variant.id),
        actor=adviser,
    )
