"""Reads of fulfillment orders and shipments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from arasta.contexts.fulfillment.models import FulfillmentLine, FulfillmentOrder, Shipment, ShipmentLine
from arasta.contexts.fulfillment.types import (
    ACTIVE,
    DeliveryKind,
    FulfillmentLineId,
    FulfillmentLineRow,
    FulfillmentOrderId,
    FulfillmentOrderRow,
    FulfillmentStatus,
    PickingPlace,
    ShipmentId,
    ShipmentRow,
    StatusCount,
)
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor

_S = FulfillmentStatus


class UnknownFulfillmentOrder(Missing):
    """No fulfillment order has the id."""

    code = "unknown_fulfillment_order"
    template = gettext_noop("There is no such fulfillment order.")


def fulfillment_order(key: UUID) -> FulfillmentOrderRow:
    """Return one fulfillment order. Raises UnknownFulfillmentOrder."""
    found = rows(FulfillmentOrder.objects.filter(id=key))
    if not found:
        raise UnknownFulfillmentOrder
    return found[0]


def of_orders(order_ids: Collection[UUID]) -> list[FulfillmentOrderRow]:
    """Return the fulfillment orders of orders, oldest first."""
    return rows(FulfillmentOrder.objects.filter(order_id__in=list(order_ids)).order_by("created_at", "id"))


def of_transfers(transfer_ids: Collection[UUID]) -> list[FulfillmentOrderRow]:
    """Return the fulfillment orders whose goods transfers bring."""
    return rows(FulfillmentOrder.objects.filter(transfer_id__in=list(transfer_ids)).order_by("id"))


def is_all_there(order_id: UUID) -> bool:
    """Tell whether all of an order that is fetched waits for its customer: nothing is to be packed or brought any more."""
    under_way = Q(status__in=[_S.OPEN.value, _S.ACCEPTED.value, _S.SENT.value])
    under_way |= Q(status=_S.READY.value, kind=DeliveryKind.BRING.value)
    chosen = FulfillmentOrder.objects.filter(under_way, order_id=order_id)
    return not chosen.exclude(kind=DeliveryKind.DELIVERY.value).exists()


def ready_at(location_id: UUID) -> list[FulfillmentOrderRow]:
    """Return what waits at a place for its customers."""
    chosen = FulfillmentOrder.objects.filter(
        location_id=location_id, status=_S.READY.value, kind=DeliveryKind.PICKUP.value
    )
    return rows(chosen.order_by("id"))


def coming_to(location_id: UUID) -> list[FulfillmentOrderRow]:
    """Return what is brought to a place and is not there yet, what is wanted first first."""
    awaited = [status.value for status in (*ACTIVE, _S.SENT)]
    chosen = FulfillmentOrder.objects.filter(target_id=location_id, status__in=awaited)
    return rows(chosen.order_by("due_at", "id"))


def order_ids_of(keys: Collection[UUID]) -> list[UUID]:
    """Return the orders to which fulfillment orders belong."""
    return list(FulfillmentOrder.objects.filter(id__in=list(keys)).values_list("order_id", flat=True))


def fulfillment_page(
    *,
    statuses: Collection[FulfillmentStatus] = ACTIVE,
    location_ids: Collection[UUID] = (),
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[FulfillmentOrderRow]:
    """Return a picker's page: what is to do oldest first, what is done newest first. No location means all.

    `text` finds by the start of either number or a SKU.
    """
    oldest_first = set(statuses) <= ACTIVE
    chosen = _chosen(statuses, location_ids, text)
    after = decode_cursor(cursor, 2)
    if after:
        chosen = chosen.filter(_behind(str(after[0]), str(after[1]), oldest_first))
    chosen = chosen.order_by("created_at", "id") if oldest_first else chosen.order_by("-created_at", "-id")
    size = clamp(limit)
    found = rows(chosen[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], encode_cursor(last.created_at.isoformat(), str(last.id)) if last else None)


def counts(*, location_ids: Collection[UUID] = ()) -> list[StatusCount]:
    """Return how many fulfillment orders stand in each status, zero included."""
    chosen = FulfillmentOrder.objects.all()
    if location_ids:
        chosen = chosen.filter(location_id__in=list(location_ids))
    found = dict(chosen.values_list("status").annotate(Count("id")).order_by())
    return [StatusCount(status, found.get(status.value, 0)) for status in FulfillmentStatus]


def picking_places() -> list[PickingPlace]:
    """Return the locations that were ever asked to fulfil something, by name."""
    found = FulfillmentOrder.objects.order_by("location__name").values_list("location_id", "location__name").distinct()
    return [PickingPlace(*row) for row in found]


# lint: allow door - only the services of this room call it
def rows(chosen: QuerySet[FulfillmentOrder]) -> list[FulfillmentOrderRow]:
    """Return fulfillment orders with lines and shipments, in the order of the QuerySet, by four statements."""
    orders = list(chosen.select_related("location", "target"))
    keys = [order.id for order in orders]
    lines, shipments = _lines(keys), _shipments(keys)
    return [_row(order, lines[order.id], shipments[order.id]) for order in orders]


def _chosen(
    statuses: Collection[FulfillmentStatus], location_ids: Collection[UUID], text: str
) -> QuerySet[FulfillmentOrder]:
    chosen = FulfillmentOrder.objects.filter(status__in=[status.value for status in statuses])
    if location_ids:
        chosen = chosen.filter(location_id__in=list(location_ids))
    if text.strip():
        word = text.strip()
        with_sku = FulfillmentLine.objects.filter(sku__iexact=word).values("fulfillment_order_id")
        numbered = Q(number__istartswith=word) | Q(order_number__istartswith=word)
        chosen = chosen.filter(numbered | Q(id__in=with_sku))
    return chosen


def _behind(created_at: str, key: str, oldest_first: bool) -> Q:
    at, last = datetime.fromisoformat(created_at), UUID(key)
    if oldest_first:
        return Q(created_at__gte=at) & (Q(created_at__gt=at) | Q(created_at=at, id__gt=last))
    return Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(created_at=at, id__lt=last))


def _lines(keys: Sequence[UUID]) -> dict[UUID, list[FulfillmentLineRow]]:
    found: dict[UUID, list[FulfillmentLineRow]] = defaultdict(list)
    for line in FulfillmentLine.objects.filter(fulfillment_order_id__in=keys).order_by("sku", "id"):
        found[line.fulfillment_order_id].append(
            FulfillmentLineRow(
                id=FulfillmentLineId(line.id),
                order_line_id=line.order_line_id,
                variant_id=line.variant_id,
                allocation_id=line.allocation_id,
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                shipped_quantity=line.shipped_quantity,
            )
        )
    return found


def _shipments(keys: Sequence[UUID]) -> dict[UUID, list[ShipmentRow]]:
    parts: dict[UUID, list[tuple[FulfillmentLineId, int]]] = defaultdict(list)
    for part in ShipmentLine.objects.filter(shipment__fulfillment_order_id__in=keys).order_by("id"):
        parts[part.shipment_id].append((FulfillmentLineId(part.line_id), part.quantity))
    found: dict[UUID, list[ShipmentRow]] = defaultdict(list)
    for shipment in Shipment.objects.filter(fulfillment_order_id__in=keys).order_by("shipped_at", "id"):
        found[shipment.fulfillment_order_id].append(
            ShipmentRow(
                id=ShipmentId(shipment.id),
                carrier=shipment.carrier,
                tracking_number=shipment.tracking_number,
                tracking_url=shipment.tracking_url,
                shipped_at=shipment.shipped_at,
                lines=tuple(parts[shipment.id]),
                delivered_at=shipment.delivered_at,
            )
        )
    return found


def _row(
    order: FulfillmentOrder, lines: Sequence[FulfillmentLineRow], shipments: Sequence[ShipmentRow]
) -> FulfillmentOrderRow:
    return FulfillmentOrderRow(
        id=FulfillmentOrderId(order.id),
        number=order.number,
        order_id=order.order_id,
        order_number=order.order_number,
        location_id=order.location_id,
        location_name=order.location.name,
        kind=DeliveryKind(order.kind),
        status=FulfillmentStatus(order.status),
        created_at=order.created_at,
        due_at=order.due_at,
        accepted_at=order.accepted_at,
        ready_at=order.ready_at,
        closed_at=order.closed_at,
        lines=tuple(lines),
        shipments=tuple(shipments),
        target_id=order.target_id,
        target_name=order.target.name if order.target else "",
        transfer_id=order.transfer_id,
        spot=order.spot,
    )
