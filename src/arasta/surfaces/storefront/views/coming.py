"""The page with which a customer fetches an order: the code to show, when it is ready, and "I am here"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind, FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.inventory.queries import promises
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.types import OrderStatus, PaymentStatus, UnknownOrder
from arasta.contexts.pickup.queries import arrivals, codes, hours, keeps, shortfalls
from arasta.contexts.pickup.types import Calendar, ShortfallAnswer, Way
from arasta.flows.ordering import choose_time, fall_short
from arasta.flows.shipping import come_for
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.surfaces.storefront import ahead, links, pages, places, visitors
from arasta.surfaces.storefront.shop import shop_of

_S = FulfillmentStatus
_OVER = {_S.CANCELED, _S.ARRIVED}


@require_safe
@pages.private
def pickup(request: HttpRequest, word: str) -> HttpResponse:
    """Show the code and how far the order is."""
    return _show(request, word, _order(word))


@require_POST
@pages.private
def here(request: HttpRequest, word: str) -> HttpResponse:
    """Tell the store that the customer is at the desk, or in a car before it."""
    found = _order(word)
    way = Way.CURBSIDE if request.POST.get("way") == Way.CURBSIDE else Way.DESK
    try:
        come_for.tell_arrival(
            found.row.id,
            way=way,
            bay=request.POST.get("bay", ""),
            car=request.POST.get("car", ""),
            at=clock.now(),
            actor=visitors.shopper_of(request),
        )
    except DomainError as refusal:
        return _show(request, word, found, status=STATUS[refusal.kind], refused=sentence(refusal))
    return redirect("shop_pickup", word=word)


@require_POST
@pages.private
def come(request: HttpRequest, word: str) -> HttpResponse:
    """Choose when to come, or another time."""
    found = _order(word)
    try:
        choose_time.choose_for_order(found.row.id, ahead.read(request.POST.get("time", "")), at=clock.now())
    except DomainError as refusal:
        return _show(request, word, found, status=STATUS[refusal.kind], refused=sentence(refusal))
    return redirect("shop_pickup", word=word)


@require_POST
@pages.private
def answer(request: HttpRequest, word: str) -> HttpResponse:
    """Hear what shall become of a pickup of which something was not found."""
    found, actor = _order(word), visitors.shopper_of(request)
    decide = fall_short.cancel_all if request.POST.get("answer") == ShortfallAnswer.CANCEL_ALL else fall_short.take_rest
    try:
        decide(found.row.id, at=clock.now(), actor=actor)
    except DomainError as refusal:
        return _show(request, word, found, status=STATUS[refusal.kind], refused=sentence(refusal))
    return redirect("shop_pickup", word=word)


@require_POST
@pages.private
def taken(request: HttpRequest, word: str) -> HttpResponse:
    """Hear that the customer took everything out of a locker."""
    found = _order(word)
    lockers = {one.id for one in places.stores(shop_of(request)) if one.is_locker}
    waiting = [row.id for row in _parts(found) if row.status is _S.READY and row.location_id in lockers]
    try:
        come_for.give(waiting, at=clock.now(), actor=SYSTEM)
    except DomainError as refusal:
        return _show(request, word, found, status=STATUS[refusal.kind], refused=sentence(refusal))
    return redirect("shop_pickup", word=word)


def _order(word: str) -> OrderDetail:
    """Return the order that a link was made for, if any of it is fetched. Raises UnknownOrder."""
    found = order_book.order(links.read_order(word))
    if found.row.delivery.value != DeliveryKind.PICKUP.value and not _parts(found):
        raise UnknownOrder
    return found


def _parts(found: OrderDetail) -> list[FulfillmentOrderRow]:
    """Return what of an order is fetched, and what is still to be brought: of one that is partly sent only the rest."""
    rows = fulfillment.of_orders([found.row.id])
    return [row for row in rows if row.kind is not DeliveryKind.DELIVERY and row.status not in _OVER]


def _show(request: HttpRequest, word: str, found: OrderDetail, *, status: int = 200, refused: str = "") -> HttpResponse:
    parts = _parts(found)
    place_id = (parts[0].target_id or parts[0].location_id) if parts else found.row.location_id
    calendar = hours.calendars([place_id]).get(place_id) if place_id else None
    is_brought, waits = choose_time.is_brought(found, parts), promises.waits_of([found.row.id])
    days = [one.promised_on for one in waits if one.promised_on]
    came = next(iter(arrivals.arrivals([part.id for part in parts]).values()), None)
    state = _state(found, parts, is_waiting=bool(waits))
    offers = calendar if state == "packing" and not waits and place_id == found.row.location_id else None
    context: dict[str, Any] = {
        "row": found.row,
        "word": word,
        "code": codes.code_of(found.row.id),
        "store": next((one for one in places.stores(shop_of(request)) if one.id == place_id), None),
        "state": state,
        "come_at": ahead.chosen(found.row.id, found.row.location_id),
        "days": ahead.times_of_order(found, offers, is_brought=is_brought, at=clock.now()) if offers else (),
        "ready_by": None if waits else _ready_by(found, parts, calendar, is_brought=is_brought),
        "is_waiting": bool(waits),
        "comes_by": max(days) if waits and len(days) == len(waits) else None,
        "keep": keeps.keeps([found.row.id]).get(found.row.id),
        "is_brought": is_brought,
        "spots": sorted({part.spot for part in parts if part.spot and part.status is _S.READY}),
        "is_owed": found.row.payment_status is PaymentStatus.UNPAID,
        "came": came,
        "missing": _missing(found),
        "bays": range(1, calendar.terms.curbside_bays + 1) if calendar else (),
        "is_open": calendar is None or hours.is_open(calendar, clock.now()),
        "refused": refused,
        "order_url": reverse("shop_order", args=[word]),
    }
    return pages.show(request, "ways/pickup.html", context, status=status)


def _missing(found: OrderDetail) -> list[tuple[int, LineRow]]:
    """Return what the customer is asked about: how many units of which line."""
    lines = {line.id: line for line in found.lines}
    return [(row.quantity, lines[row.order_line_id]) for row in shortfalls.open_of([found.row.id])]


def _state(found: OrderDetail, parts: Sequence[FulfillmentOrderRow], *, is_waiting: bool) -> str:
    if found.row.status is OrderStatus.CANCELED:
        return "canceled"
    is_all = bool(parts) and not is_waiting
    if is_all and all(part.status is _S.PICKED_UP for part in parts):
        return "fetched"
    is_ready = is_all and all(_is_there(part) for part in parts)
    return "ready" if is_ready else "packing"


def _is_there(part: FulfillmentOrderRow) -> bool:
    return part.kind is DeliveryKind.PICKUP and part.status in {_S.READY, _S.PICKED_UP}


def _ready_by(
    found: OrderDetail, parts: Sequence[FulfillmentOrderRow], calendar: Calendar | None, *, is_brought: bool
) -> datetime | None:
    """Return when it is ready: as it was promised when the order was placed."""
    due = max((part.due_at for part in parts if part.due_at), default=None)
    if due or calendar is None:
        return due
    promised = hours.brought_by if is_brought else hours.ready_at
    return promised(calendar, found.row.placed_at)
