"""The receipt's content, composed from order, register and store, in the language of the sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from arasta.contexts.brand import queries as brands
from arasta.contexts.inventory.queries import locations, promises
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.registers import queries as registers
from arasta.contexts.registers.queries import UnknownReceipt
from arasta.contexts.registers.types import ReceiptDocument, ReceiptLine, ReceiptRow, ReceiptTax
from arasta.flows.invoicing.issue_invoice import delivery_rate, delivery_tax
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money, total
from arasta.kernel.web.templatetags.arasta import percent, phone
from arasta.surfaces.pos.words import said_later

ORDER_PREFIX = "ord"


@dataclass(frozen=True, slots=True)
class Paper:
    """A receipt and all that stands on it."""

    receipt: ReceiptRow
    document: ReceiptDocument

    @property
    def key(self) -> str:
        return to_public(ORDER_PREFIX, self.receipt.order_id)


def paper_of(order_id: UUID) -> Paper:
    """Return the receipt of an order. Raises UnknownReceipt."""
    found = registers.receipts_of([order_id])
    if not found:
        raise UnknownReceipt
    return Paper(found[0], _document(found[0], order_book.order(order_id)))


def _document(receipt: ReceiptRow, order: OrderDetail) -> ReceiptDocument:
    places = locations.by_id(language=order.language)
    place, waiting = places.get(receipt.location_id), promises.promised_to([order.row.id])
    with override(order.language):
        return ReceiptDocument(
            language=order.language,
            shop_name=place.name if place else receipt.register_code,
            address=_address(place) if place else (),
            tax_id="",
            number=receipt.printed_number,
            order_number=receipt.order_number,
            register=receipt.register_code,
            cashier=receipt.cashier_name,
            printed_at=receipt.printed_at.astimezone(ZoneInfo(place.time_zone if place else "UTC")),
            lines=(*(_line(order, line, waiting.get(line.id)) for line in order.lines), *_delivery(order)),
            discounts=(),
            taxes=_taxes(order),
            total=order.row.total,
            tender=receipt.tender,
            tendered=receipt.tendered,
            change=receipt.change,
            qr_text=receipt.order_number,
            look=brands.paper_look(brands.kit_of(order.row.channel_id)),
        )


def _address(place: LocationRow) -> tuple[str, ...]:
    city = f"{place.postal_code} {place.city}".strip()
    return tuple(line for line in (place.address_line, city, phone(place.phone)) if line)


def _line(order: OrderDetail, line: LineRow, waits: tuple[int, date | None] | None) -> ReceiptLine:
    """Return a line as printed; what of it is still to come tells its day."""
    is_sent = order.way_of(line) is DeliveryKind.DELIVERY
    words = (line.options, _("sent to the customer") if is_sent else "", said_later(*waits) if waits else "")
    note = " · ".join(part for part in words if part)
    return ReceiptLine(line.name, line.sku, line.quantity, line.unit_price, line.total, note=note)


def _delivery(order: OrderDetail) -> tuple[ReceiptLine, ...]:
    """Return what sending it costs, as a line."""
    price = order.delivery_price
    return (ReceiptLine(_("Delivery"), "", 1, price, price),) if price else ()


def _taxes(order: OrderDetail) -> tuple[ReceiptTax, ...]:
    by_rate: dict[Decimal, list[tuple[Money, Money]]] = {}
    for line in order.lines:
        by_rate.setdefault(line.tax_rate, []).append((line.total, line.tax))
    if order.delivery_price:
        by_rate.setdefault(delivery_rate(order), []).append((order.delivery_price, delivery_tax(order)))
    taxes, currency = [], order.row.total.currency
    for rate in sorted(by_rate):
        gross, tax = (total(column, currency) for column in zip(*by_rate[rate], strict=True))
        taxes.append(ReceiptTax(_("VAT %(rate)s") % {"rate": percent(rate)}, gross - tax, tax))
    return tuple(taxes)
