"""Take the payment: cash, or the card terminal."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from arasta.contexts.orders.queries import orders as order_book
from arasta.flows.ordering.ring_up_sale import Sale, Terminal, ring_up_card, ring_up_cash
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.surfaces.pos import basket, desk, frame, naming, troubles
from arasta.surfaces.pos.cash import quick_amounts, read_amount
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted
from arasta.surfaces.pos.papers import ORDER_PREFIX
from arasta.surfaces.pos.troubles import Trouble

PROVIDER = "testpay"
TOKENS = ("tok_approve", "tok_decline")
_MOST_DIGITS = 15


@require_safe
@at_desk
def pay(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show what is to be paid and how it can be."""
    return _page(request, here)


@posted
@at_desk
def cash(request: HttpRequest, here: Desk) -> HttpResponse:
    """Sell for cash. The same cart again leads to the same receipt."""
    cart_id, typed = basket.own_cart(here, request.POST.get("cart", "")), request.POST.get("amount", "")
    tendered = read_amount(typed, here.channel.currency)
    if tendered is None:
        return _page(request, here, trouble=troubles.not_money(typed), typed=typed)
    try:
        sale = ring_up_cash(
            cart_id,
            register=here.register,
            tendered=tendered,
            at=clock.now(),
            actor=here.actor,
            seen_total=_seen(request, here),
            traced=naming.traced(request, cart_id),
        )
    except DomainError as refusal:
        return _page(request, here, trouble=troubles.explain(refusal, here), typed=typed)
    return _sold(request, here, cart_id, sale)


@posted
@at_desk
def card(request: HttpRequest, here: Desk) -> HttpResponse:
    """Sell by the terminal. The same cart again asks what became of its payment, and leads to the same receipt."""
    cart_id, token = basket.own_cart(here, request.POST.get("cart", "")), request.POST.get("token", "")
    if token not in TOKENS:
        return _page(request, here)
    missing = naming.missing(request, cart_id)
    if missing:
        return _page(request, here, trouble=troubles.numbers_missing(*missing), token=token)
    try:
        sale = ring_up_card(
            cart_id,
            register=here.register,
            terminal=Terminal(PROVIDER, token),
            at=clock.now(),
            actor=here.actor,
            seen_total=_seen(request, here),
            traced=naming.traced(request, cart_id),
        )
    except DomainError as refusal:
        return _page(request, here, trouble=troubles.explain(refusal, here), token=token)
    return _sold(request, here, cart_id, sale)


@posted
@at_desk
def numbers(request: HttpRequest, here: Desk) -> HttpResponse:
    """Note the serial numbers of the cart's lines."""
    cart_id = basket.own_cart(here, request.POST.get("cart", ""))
    shown = basket.basket(replace(here, cart_id=cart_id), at=clock.now())
    for one in naming.numbered(request, shown) if shown else []:
        codes = naming.codes_in(request.POST.get(f"serials-{one.line.key}", ""))
        naming.remember(request, cart_id, one.line.variant.id, codes)
    return redirect("till_pay")


def _sold(request: HttpRequest, here: Desk, cart_id: UUID, sale: Sale) -> HttpResponse:
    if here.cart_id == cart_id:
        desk.keep(request, here, cart_id=None)
    desk.keep_named(request, cart_id, None)
    return redirect(f"{reverse('till_receipt', args=[to_public(ORDER_PREFIX, sale.order.id)])}?sold=1")


def _page(
    request: HttpRequest, here: Desk, *, trouble: Trouble | None = None, typed: str = "", token: str = TOKENS[0]
) -> HttpResponse:
    shown = basket.basket(here, at=clock.now())
    if shown is None or not shown.lines:
        return _gone(request, here, trouble)
    return frame.page(
        request,
        "pay",
        here,
        tab="",
        status=trouble.status if trouble else 200,
        basket=shown,
        trouble=trouble,
        typed=typed,
        token=token,
        quick=quick_amounts(shown.total),
        numbered=naming.numbered(request, shown),
    )


def _gone(request: HttpRequest, here: Desk, trouble: Trouble | None) -> HttpResponse:
    """There is nothing to pay: the sale was finished (perhaps in another window), or the cart was emptied."""
    if here.cart_id is not None and order_book.id_of_cart(here.cart_id):
        return redirect("till_receipt", to_public(ORDER_PREFIX, here.cart_id))
    if trouble is None:
        return redirect("till")
    return frame.page(request, "sale", here, tab="till", status=trouble.status, basket=None, trouble=trouble, aside=[])


def _seen(request: HttpRequest, here: Desk) -> Money | None:
    minor = request.POST.get("seen", "")
    return Money(int(minor), here.channel.currency) if minor.isdecimal() and len(minor) <= _MOST_DIGITS else None
