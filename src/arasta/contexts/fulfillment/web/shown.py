"""Fulfillment orders in words, as templates take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise

from arasta.contexts.fulfillment.types import FulfillmentLineRow, FulfillmentOrderRow, ShipmentRow
from arasta.contexts.fulfillment.web import words
from arasta.kernel.ids import to_public
from arasta.kernel.web import goods


@dataclass(frozen=True, slots=True)
class ShownShipment:
    """A shipment with the words for its lines; `url` only where a browser may go."""

    shipment: ShipmentRow
    url: str
    lines: tuple[tuple[FulfillmentLineRow, int], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A fulfillment order in words."""

    row: FulfillmentOrderRow
    id: str
    order_id: str
    status: Promise
    tone: str
    kind: Promise
    icon: str
    shipments: tuple[ShownShipment, ...]


def shown(rows: Sequence[FulfillmentOrderRow]) -> list[Shown]:
    """Return fulfillment orders as templates take them, their goods called as the reader speaks."""
    return [_shown(row) for row in goods.called(rows)]


def _shown(row: FulfillmentOrderRow) -> Shown:
    return Shown(
        row=row,
        id=to_public("ful", row.id),
        order_id=to_public("ord", row.order_id),
        status=words.STATUSES[row.status],
        tone=words.TONES[row.status],
        kind=words.KINDS[row.kind],
        icon=words.KIND_ICONS[row.kind],
        shipments=tuple(_shipment(row, shipment) for shipment in row.shipments),
    )


def _shipment(row: FulfillmentOrderRow, shipment: ShipmentRow) -> ShownShipment:
    lines = {line.id: line for line in row.lines}
    is_web = urlsplit(shipment.tracking_url).scheme in {"http", "https"}
    return ShownShipment(
        shipment=shipment,
        url=shipment.tracking_url if is_web else "",
        lines=tuple((lines[key], units) for key, units in shipment.lines),
    )
