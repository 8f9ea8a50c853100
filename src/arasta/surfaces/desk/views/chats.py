"""Conversations with shoppers: read, answer, drop products into their cart."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.batons.types import PlaceKind
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.customers import queries as customers
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.types import CartStatus
from arasta.contexts.support import queries as support
from arasta.contexts.support import services as conversations
from arasta.contexts.support.types import ConversationRow, MessageToWrite, Side
from arasta.flows.ordering.advise_cart import add_to_cart
from arasta.kernel import clock, db
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.desk import baskets
from arasta.surfaces.desk.views.desk import PERMISSION

CONVERSATION = "cnv"


@require_safe
@permitted(PERMISSION)
def chats(request: HttpRequest) -> HttpResponse:
    """List the conversations: those that wait for an answer first."""
    rows = [(to_public(CONVERSATION, row.id), row) for row in support.newest()]
    part = request.GET.get("part") == "rows"
    return render(request, "desk/parts/chats.html" if part else "desk/chats.html", {"rows": rows})


@require_safe
@permitted(PERMISSION)
def chat(request: HttpRequest, key: str) -> HttpResponse:
    """Show a conversation with the shopper's cart beside it."""
    talk, text = _read(key), request.GET.get("q", "").strip()[:100]
    cart = _cart_of(talk)
    currency = cart.currency if cart else None
    context = {
        **_talk(key, talk),
        "text": text,
        "found": _find(talk, text, currency) if len(text) > 1 else None,
    }
    return render(request, "desk/chat.html", context)


@require_safe
@permitted(PERMISSION)
def talk(request: HttpRequest, key: str) -> HttpResponse:
    """Show messages and cart again if there is something new; a quiet conversation costs nothing to look at."""
    row = _read(key)
    context = _talk(key, row)
    if context["state"] == request.GET.get("state"):
        return HttpResponse(status=204)
    return render(request, "desk/parts/talk.html", context)


@require_POST
@permitted(PERMISSION)
def say(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the shopper; who answers is their adviser."""
    row, actor = _read(key), actor_of(request)
    try:
        conversations.write(MessageToWrite(row.id, Side.ADVISER, actor.name, request.POST.get("text", "")), actor=actor)
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("desk_chat", key)


@require_POST
@permitted(PERMISSION)
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Put a product before the shopper, and into their cart if asked to."""
    row, actor = _read(key), actor_of(request)
    variant_id = from_public(baskets.VARIANT, request.POST.get("variant", ""))
    named = catalog.variants([variant_id], language=row.language)
    if variant_id not in named:
        messages.error(request, _("There is no such product."))
        return redirect("desk_chat", key)
    try:
        with db.transaction():
            is_in = "cart" in request.POST and _put_in(row, variant_id, request)
            with override(row.language):
                text = _("I have put this into your basket.") if is_in else ""
            conversations.write(MessageToWrite(row.id, Side.ADVISER, actor.name, text, variant_id), actor=actor)
            if "cart" in request.POST and not is_in:
                messages.error(request, _("There is none left of it."))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("desk_chat", key)


@require_POST
@permitted(PERMISSION)
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Write into the conversation where its basket is looked at and paid, on whatever phone; a former link is over."""
    row, actor = _read(key), actor_of(request)
    cart = _cart_of(row)
    if cart is None:
        messages.error(request, _("There is nothing in the basket yet."))
        return redirect("desk_chat", key)
    try:
        with db.transaction():
            baton = baskets.send(cart, kind=PlaceKind.CHAT, at=clock.now(), actor=actor)
            with override(row.language):
                said = _("Look at your basket and pay here: %(link)s") % {"link": baskets.address_of(baton, cart)}
            conversations.write(MessageToWrite(row.id, Side.ADVISER, actor.name, said), actor=actor)
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("desk_chat", key)


@require_POST
@permitted(PERMISSION)
def close(request: HttpRequest, key: str) -> HttpResponse:
    """End a conversation."""
    conversations.close(_read(key).id)
    return redirect("desk_chats")


def _put_in(row: ConversationRow, variant_id: UUID, request: HttpRequest) -> bool:
    cart = _cart_of(row)
    cart_id = cart.id if cart else _open(row)
    if cart is None:
        conversations.fill_together(row.id, cart_id=cart_id)
    price = baskets.price_of(carts.cart(cart_id), variant_id, at=clock.now())
    if price is None:
        return False
    return add_to_cart(cart_id, variant_id, seen_price_minor=price, actor=actor_of(request))


def _open(row: ConversationRow) -> UUID:
    """Open a cart for a shopper who has none, proved by what proves them."""
    channel = next(shop for shop in baskets.shops() if shop.id == row.channel_id)
    return cart_book.open_cart(
        channel.id,
        currency=channel.currency,
        language=row.language,
        customer_id=row.customer_id,
        owner_key=row.owner_key,
    )


def _cart_of(row: ConversationRow) -> CartRow | None:
    """Return the shopper's open cart: the customer's newest, or the one a guest's browser spoke of."""
    known = [cart.id for cart in carts.open_carts_anywhere(row.customer_id)] if row.customer_id else []
    for key in [*known, *([row.cart_id] if row.cart_id else [])]:
        cart = carts.cart(key)
        if cart.status is CartStatus.OPEN and (cart.channel_id == row.channel_id or cart.desk_key):
            return cart
    return None


def _talk(key: str, row: ConversationRow) -> dict[str, object]:
    said, cart = support.messages(row.id), _cart_of(row)
    shown = [one.variant_id for one in said if one.variant_id]
    named = catalog.variants(shown, language=baskets.language())
    owner = customers.customers([row.customer_id]) if row.customer_id else []
    return {
        "key": key,
        "row": row,
        "messages_said": [(one, named.get(one.variant_id) if one.variant_id else None) for one in said],
        "view": baskets.view(cart, at=clock.now()) if cart else None,
        "customer": owner[0] if owner else None,
        "customer_key": to_public(baskets.CUSTOMER, owner[0].id) if owner else "",
        "state": f"{row.messages}.{row.status}.{cart.version if cart else ''}",
        "origin": PlaceKind.CHAT,
    }


def _find(row: ConversationRow, text: str, currency: str | None) -> list[baskets.Found]:
    shop = next((shop for shop in baskets.shops() if shop.id == row.channel_id), None)
    if shop is None:
        return []
    return baskets.find(shop.id, text, currency=currency or shop.currency, at=clock.now())


def _read(key: str) -> ConversationRow:
    return support.conversation(from_public(CONVERSATION, key))
