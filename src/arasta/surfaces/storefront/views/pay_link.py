"""Pay an order by its link: who holds it sees what is bought and what is due, and nothing about whom it is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import AddressRole, OrderClosed, OrderStatus
from arasta.contexts.payments import queries as payment_book
from arasta.flows.ordering.order_payments import due
from arasta.flows.ordering.pay_order import pay_order
from arasta.flows.ordering.place_order import Placed, resume
from arasta.flows.ordering.refusals import PaymentDeclined, PaymentUnclear, PriceChanged
from arasta.kernel import clock
from arasta.kernel.errors import Conflict
from arasta.surfaces.storefront import pages, tenders, visitors
from arasta.surfaces.storefront.paying import TOKENS, declined
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.payment import came_by_form, seen_in

LASTS = timedelta(days=30)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def pay(request: HttpRequest, word: str) -> HttpResponse:
    """Show what is due and take it. Sending the form twice takes it once."""
    order_id = payment_book.order_of_link(word, max_age=LASTS)
    if request.method != "POST":
        return _page(request, word, order_id)
    shop, detail = shop_of(request), order_book.order(order_id)
    way = tenders.chosen(request.POST, tenders.offered(shop, in_store=False))
    if way is None:
        return _page(request, word, order_id, status=422, trouble="card", sentence=_("Choose a card."))
    back = request.build_absolute_uri(reverse("shop_pay_return", args=[word]))
    buyer = tenders.buyer_of(request, email=detail.row.email, address=detail.addresses.get(AddressRole.BILLING))
    asked = tenders.pay_with(way, request, shop, return_url=back, buyer=buyer)
    actor, seen = visitors.shopper_of(request), seen_in(request.POST)
    try:
        placed = pay_order(order_id, pay_with=asked, seen=seen, at=clock.now(), actor=actor)
    except Conflict as refusal:
        return _tell(request, word, order_id, refusal)
    return _go_on(word, placed)


@came_by_form
@require_safe
@pages.private
def come_back(request: HttpRequest, word: str) -> HttpResponse:
    """Go on with a payment after the bank sent the buyer back."""
    order_id = payment_book.order_of_link(word, max_age=LASTS)
    waiting = [row for row in payment_book.payments_of([order_id]) if not row.is_settled]
    if not waiting:
        return redirect("shop_pay", word)
    try:
        placed = resume(waiting[-1].id, at=clock.now(), actor=visitors.shopper_of(request))
    except Conflict as refusal:
        return _tell(request, word, order_id, refusal)
    if placed.order is None:
        context = {
            "redirect_url": placed.redirect_url,
            "outcome": "waiting",
            "again_url": reverse("shop_pay", args=[word]),
        }
        return pages.show(request, "payment_return.html", context)
    return redirect("shop_pay", word)


def _go_on(word: str, placed: Placed) -> HttpResponse:
    return HttpResponseRedirect(placed.redirect_url) if placed.order is None else redirect("shop_pay", word)


def _tell(request: HttpRequest, word: str, order_id: UUID, refusal: Conflict) -> HttpResponse:
    match refusal:
        case PaymentDeclined():
            sentence = declined(str(refusal.details.get("reason", "")))
            return _page(request, word, order_id, status=409, trouble="declined", sentence=sentence)
        case PaymentUnclear():
            return _page(request, word, order_id, status=409, trouble="unclear")
        case PriceChanged():
            return _page(request, word, order_id, status=409, trouble="price_changed")
        case OrderClosed():
            return _page(request, word, order_id, status=409)
    raise refusal


def _page(
    request: HttpRequest, word: str, order_id: UUID, *, status: int = 200, trouble: str = "", sentence: str = ""
) -> HttpResponse:
    detail = order_book.order(order_id)
    rows = payment_book.payments_of([order_id])
    ways = tenders.offered(shop_of(request), in_store=False)
    context: dict[str, Any] = {
        "order": detail,
        "row": detail.row,
        "due": due(detail, rows),
        "state": _state(detail, bool(due(detail, rows))),
        "word": word,
        "ways": ways,
        "script_urls": tenders.script_urls(ways),
        "is_demonstration": any(way.token in TOKENS for way in ways),
        "trouble": trouble,
        "sentence": sentence,
        "chosen": request.POST.get("card", ""),
        "check_url": reverse("shop_pay_return", args=[word]),
    }
    return tenders.admit(pages.show(request, "pay_link.html", context, status=status), ways)


def _state(detail: OrderDetail, is_due: bool) -> str:
    if detail.row.status is OrderStatus.CANCELED:
        return "canceled"
    return "due" if is_due else "paid"
