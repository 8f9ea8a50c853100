"""Take the payment of an order that stands unpaid: reserved online, ordered by phone, to be paid in the store."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import OrderStatus, UnknownOrder
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.types import Tender
from arasta.contexts.registers import queries as registers
from arasta.flows.ordering.order_payments import due
from arasta.flows.ordering.pay_order import pay_at_terminal, pay_cash
from arasta.flows.ordering.place_order import PayWith
from arasta.kernel import clock
from arasta.kernel.errors import DomainError, Forbidden, gettext_noop
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.web import goods
from arasta.surfaces.pos import frame, troubles
from arasta.surfaces.pos.cash import quick_amounts, read_amount
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted
from arasta.surfaces.pos.papers import ORDER_PREFIX
from arasta.surfaces.pos.troubles import Trouble
from arasta.surfaces.pos.views.pay import PROVIDER, TOKENS

_MOST_DIGITS = 15
_MOST_LETTERS = 40


class ForeignOrder(Forbidden):
    """The order is fetched where the member of staff does not work."""

    code = "order_of_another_location"
    template = gettext_noop("This order is picked up at a location you do not work at.")


@require_safe
@at_desk
def find(request: HttpRequest, here: Desk) -> HttpResponse:
    """Ask for an order's number, and lead to what is due of it."""
    text = request.GET.get("q", "").strip()[:_MOST_LETTERS]
    if not text:
        return frame.page(request, "owed_find", here, tab="till_today", text="")
    try:
        found = order_book.by_number(text)
    except UnknownOrder:
        trouble = troubles.nothing_found(text)
        return frame.page(request, "owed_find", here, tab="till_today", text=text, trouble=trouble, status=404)
    return redirect("till_owed", to_public(ORDER_PREFIX, found.row.id))


@require_safe
@at_desk
def owed(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Show what is due of an order and how it can be paid."""
    return _page(request, here, _order(here, key))


@posted
@at_desk
def cash(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Take cash. The same order again leads to the same receipt."""
    order, typed = _order(here, key), request.POST.get("amount", "")
    tendered = read_amount(typed, order.row.total.currency)
    if tendered is None:
        return _page(request, here, order, trouble=troubles.not_money(typed), typed=typed)
    seen, at = _seen(request, order), clock.now()
    try:
        pay_cash(order.row.id, register=here.register, tendered=tendered, seen=seen, at=at, actor=here.actor)
    except DomainError as refusal:
        return _page(request, here, order, trouble=troubles.explain(refusal, here), typed=typed)
    return _paid(order.row.id)


@posted
@at_desk
def card(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Let the terminal take what is due. The same order again asks what became of its payment."""
    order, token = _order(here, key), request.POST.get("token", "")
    if token not in TOKENS:
        return _page(request, here, order)
    terminal, seen = PayWith(PROVIDER, token, tender=Tender.TERMINAL), _seen(request, order)
    try:
        pay_at_terminal(
            order.row.id, register=here.register, pay_with=terminal, seen=seen, at=clock.now(), actor=here.actor
        )
    except DomainError as refusal:
        return _page(request, here, order, trouble=troubles.explain(refusal, here))
    return _paid(order.row.id)


def _paid(order_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('till_receipt', args=[to_public(ORDER_PREFIX, order_id)])}?sold=1")


def _order(here: Desk, key: str) -> OrderDetail:
    order = order_book.order(from_public(ORDER_PREFIX, key))
    if order.row.location_id is not None and not here.actor.may_at(order.row.location_id):
        raise ForeignOrder
    return order


def _page(
    request: HttpRequest, here: Desk, order: OrderDetail, *, trouble: Trouble | None = None, typed: str = ""
) -> HttpResponse:
    left = due(order, payment_book.payments_of([order.row.id]))
    return frame.page(
        request,
        "owed",
        here,
        tab="",
        status=trouble.status if trouble else 200,
        order=goods.called([order])[0],
        key=to_public(ORDER_PREFIX, order.row.id),
        due=left,
        is_canceled=order.row.status is OrderStatus.CANCELED,
        has_receipt=bool(registers.receipts_of([order.row.id])),
        trouble=trouble,
        typed=typed,
        quick=quick_amounts(left),
    )


def _seen(request: HttpRequest, order: OrderDetail) -> Money | None:
    minor = request.POST.get("seen", "")
    is_amount = minor.isascii() and minor.isdecimal() and len(minor) <= _MOST_DIGITS
    return Money(int(minor), order.row.total.currency) if is_amount else None
