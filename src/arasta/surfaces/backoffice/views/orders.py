"""The order book of all channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.customers import queries as customers
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderFilter, OrderRow
from arasta.contexts.orders.types import FulfillmentStatus, OrderStatus, PaymentStatus
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.spoken import spoken
from arasta.surfaces.backoffice import words
from arasta.surfaces.backoffice.words import Chip

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order in words; `customer` is who bought, as far as it is known."""

    row: OrderRow
    key: str
    customer: str
    channel: str
    status: Chip
    payment: Chip
    fulfillment: Chip
    delivery: Chip


@require_safe
@permitted("orders.read")
def orders(request: HttpRequest) -> HttpResponse:
    """List orders, newest first; htmx gets the table alone."""
    known = {channel.id: channel for channel in channels.channels()}
    wanted, code = _wanted(request, known), request.GET.get("channel", "")
    page = order_book.page(wanted, cursor=request.GET.get("after"))
    names = _names(page.items) if actor_of(request).may("customers.read") else {}
    context = {
        "rows": [shown(row, known, names) for row in page.items],
        "next_cursor": page.next_cursor,
        "wanted": wanted,
        "channel": code if wanted.channel_id else "",
        "channels": list(known.values()),
        "payments": words.PAYMENT.items(),
        "fulfillments": words.FULFILLMENT.items(),
        "statuses": words.ORDER.items(),
        "tabs": _tabs(wanted),
        "is_filtered": wanted != OrderFilter(),
    }
    part = "backoffice/orders/rows.html" if request.headers.get("HX-Request") else "backoffice/orders/orders.html"
    return render(request, part, context)


def shown(row: OrderRow, known: Mapping[UUID, Channel], names: Mapping[UUID, str]) -> ShownOrder:
    """Return an order in words."""
    channel = known.get(row.channel_id)
    return ShownOrder(
        row=row,
        key=to_public("ord", row.id),
        customer=row.customer_name or (names.get(row.customer_id, "") if row.customer_id else "") or row.email,
        channel=spoken(channel) if channel else "",
        status=words.ORDER[row.status],
        payment=words.PAYMENT[row.payment_status],
        fulfillment=words.FULFILLMENT[row.fulfillment_status],
        delivery=words.DELIVERY[row.delivery],
    )


def _names(rows: Sequence[OrderRow]) -> dict[UUID, str]:
    """Return the customers of orders on which no name stands: what a till sells goes to no address."""
    wanted = [row.customer_id for row in rows if row.customer_id and not row.customer_name]
    return {row.id: row.name for row in customers.customers(wanted)} if wanted else {}


def _wanted(request: HttpRequest, known: dict[UUID, Channel]) -> OrderFilter:
    codes = {channel.code: channel.id for channel in known.values()}
    text = request.GET.get("q", "")[:200].strip()
    return OrderFilter(
        channel_id=codes.get(request.GET.get("channel", "")),
        status=_one_of(OrderStatus, request.GET.get("status")),
        payment_status=_one_of(PaymentStatus, request.GET.get("payment")),
        fulfillment_status=_one_of(FulfillmentStatus, request.GET.get("fulfillment")),
        search=text,
        customers=tuple(row.id for row in customers.customers_page(text).items) if text else (),
    )


def _one_of(kind: type[S], word: str | None) -> S | None:
    return kind(word) if word in set(kind) else None


def _tabs(wanted: OrderFilter) -> list[dict[str, object]]:
    counted = order_book.counts_by_status()
    most = order_book.COUNTED
    views: list[tuple[str, dict[str, str], int | None]] = [
        (_("All"), {}, None),
        (_("To fulfill"), {"status": "placed", "fulfillment": "unfulfilled"}, counted.get("unfulfilled", 0)),
        (
            _("Partly fulfilled"),
            {"status": "placed", "fulfillment": "partly_fulfilled"},
            counted.get("partly_fulfilled", 0),
        ),
        (_("Unpaid"), {"status": "placed", "payment": "unpaid"}, None),
        (_("Completed"), {"status": "completed"}, None),
        (_("Canceled"), {"status": "canceled"}, None),
    ]
    now = {
        "status": wanted.status,
        "payment": wanted.payment_status,
        "fulfillment": wanted.fulfillment_status,
    }
    chosen = {name: str(value) for name, value in now.items() if value}
    base = reverse("orders_page")
    return [
        {
            "label": label,
            "url": f"{base}?{urlencode(view)}" if view else base,
            "active": view == chosen and wanted.channel_id is None and not wanted.search,
            "count": count and min(count, most),
            "is_more": (count or 0) > most,
        }
        for label, view, count in views
    ]
