"""Orders: one by its signed link for who holds it, all of their own for customers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.queries.methods import UnknownDeliveryMethod
from arasta.contexts.fulfillment.types import DeliveryMethodRow
from arasta.contexts.inventory.queries import locations, promises
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail, OrderFilter
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.orders.types import AddressRole, DeliveryKind, OrderStatus, PaymentStatus
from arasta.contexts.payments import queries as payment_book
from arasta.flows.ordering.order_payments import due_of
from arasta.kernel import clock
from arasta.kernel.calendar import day_of
from arasta.kernel.pages import BadCursor
from arasta.kernel.web.templatetags.arasta import days
from arasta.surfaces.storefront import ahead, links, pages, places, stories
from arasta.surfaces.storefront.after import after_of
from arasta.surfaces.storefront.cards import tint_of
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.account import signed_in

Waiting = Mapping[UUID, tuple[int, date | None]]
"""Of lines that wait: how many units, and for which day they are promised."""


@require_safe
@pages.private
def by_link(request: HttpRequest, word: str) -> HttpResponse:
    """Show an order to who holds its link."""
    return _page(request, order_book.order(links.read_order(word)))


@require_safe
@pages.private
@signed_in
def own(request: HttpRequest, customer_id: UUID, number: str) -> HttpResponse:
    """Show a customer one of their orders; somebody else's is not there."""
    found = order_book.by_number(number)
    if found.row.customer_id != customer_id:
        raise Http404
    return _page(request, found)


@require_safe
@pages.private
@signed_in
def own_list(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Show a customer their orders, the newest first."""
    wanted = OrderFilter(customer_id=customer_id)
    try:
        page = order_book.page(wanted, cursor=request.GET.get("after"), limit=20)
    except BadCursor:
        page = order_book.page(wanted, limit=20)
    return pages.show(request, "orders.html", {"rows": stories.listed(page.items), "next_cursor": page.next_cursor})


def _page(request: HttpRequest, found: OrderDetail) -> HttpResponse:
    shop = shop_of(request)
    parts = fulfillment.of_orders([found.row.id])
    described = catalog.variants([line.variant_id for line in found.lines], language=shop.language)
    names = {key: one.name for key, one in locations.by_id(language=shop.language).items()} if parts else {}
    waiting, is_pickup = promises.promised_to([found.row.id]), found.row.delivery is DeliveryKind.PICKUP
    due = due_of(found.row.id) if _may_be_due(found) else None
    method = _method(found)
    lines = [
        {**_line(line, described.get(line.variant_id), found.row.id), "waiting": waiting.get(line.id)}
        for line in found.lines
    ]
    to_fetch = [line for line in found.fetched if line.quantity > line.canceled + line.shipped]
    context: dict[str, Any] = {
        "order": found,
        "row": found.row,
        "badge": stories.badge(found.row, parts, is_owed=bool(due), is_waiting=bool(waiting)),
        "lines": lines,
        "steps": stories.steps(found, parts, is_owed=bool(due), is_waiting=bool(waiting)),
        "moments": stories.moments(found, parts, names=names),
        "shipments": stories.shipments(parts),
        "address": found.addresses.get(AddressRole.SHIPPING),
        "method_name": method.text(shop.language).name if method else "",
        "arrives": "" if due or is_pickup else _arrives(found, method, waiting),
        "store": next((one for one in places.stores(shop) if one.id == found.row.location_id), None),
        "brought_by": max((part.due_at for part in parts if stories.is_to_come(part) and part.due_at), default=None),
        "is_pickup": is_pickup,
        "is_ready": is_pickup and not waiting and stories.is_ready(parts),
        "is_fetched": is_pickup or bool(to_fetch),
        "to_fetch": to_fetch,
        "come_at": ahead.chosen(found.row.id, found.row.location_id),
        "pickup_url": links.pickup_path(found.row.id),
        "follow_title": _("Tell me when it is ready") if is_pickup else _("Tell me when it is on its way"),
        "follow_why": _("This device then shows a short note when something happens to this order, and nothing else."),
        "after": after_of(found, parts, at=clock.now()),
        "wanted": wanted_worth(found) if any(line.canceled for line in found.lines) else None,
        "due": due,
        "pay_url": reverse("shop_pay", args=[payment_book.link_word(found.row.id)]),
        "is_new": request.GET.get("thanks") == "1",
    }
    return pages.show(request, "order.html", context)


def _may_be_due(found: OrderDetail) -> bool:
    """Tell whether something may still have to be paid: nothing was yet, or it was changed to a dearer delivery."""
    return found.row.payment_status is PaymentStatus.UNPAID or found.way_changed_at is not None


def _line(line: LineRow, variant: VariantRow | None, order_id: UUID) -> dict[str, Any]:
    is_there = variant is not None and variant.is_active and line.shipped > 0
    return {
        "line": line,
        "variant": variant,
        "tint": tint_of(variant.swatch) if variant else "",
        "review_url": links.review_path(variant.handle, order_id) if variant and is_there else "",
    }


def _method(found: OrderDetail) -> DeliveryMethodRow | None:
    if not found.delivery_method:
        return None
    try:
        return methods.delivery_method(found.delivery_method)
    except UnknownDeliveryMethod:
        return None


def _arrives(found: OrderDetail, method: DeliveryMethodRow | None, waiting: Waiting) -> str:
    """Say on which days a parcel brings an order, until they are over; nothing where nobody knows when it leaves."""
    fetched, today = {line.id for line in found.fetched}, day_of(clock.now())
    later = [day for line, (_, day) in waiting.items() if line not in fetched]
    if method is None or found.row.status is not OrderStatus.PLACED or not all(later):
        return ""
    first, last = methods.arrives(method, max((day_of(found.promised_at), *(day for day in later if day))))
    return days(first, last) if last >= today else ""
