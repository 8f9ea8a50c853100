"""Fulfillment orders become packages: what each holds, where it stands, and what its units cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from arasta.connectors.shopify.documents import Line, Order, Package, PackageLine, Tracking, tail
from arasta.contexts.channels.types import ChannelLine, ChannelPackage, PackageState
from arasta.contexts.channels.types.explaining import Strange
from arasta.kernel.money import Money, round_minor

_S = PackageState

STATES = {
    "OPEN": _S.OPEN,
    "SCHEDULED": _S.OPEN,
    "ON_HOLD": _S.OPEN,
    "IN_PROGRESS": _S.ACCEPTED,
    "CLOSED": _S.SHIPPED,
    "INCOMPLETE": _S.SHIPPED,
    "CANCELLED": _S.REPLACED,
}
WAITING = frozenset({"OPEN", "SCHEDULED", "ON_HOLD", "IN_PROGRESS"})
UNPAID = frozenset({"PENDING", "AUTHORIZED", "PARTIALLY_PAID", "EXPIRED"})
PAID = frozenset({"PAID", "PARTIALLY_REFUNDED", "REFUNDED", "VOIDED"})
PARCELS = {
    "DELIVERED": _S.DELIVERED,
    "PICKED_UP": _S.DELIVERED,
    "READY_FOR_PICKUP": _S.AT_PICKUP,
    "FAILURE": _S.UNDELIVERED,
    "NOT_DELIVERED": _S.UNDELIVERED,
}


@dataclass(frozen=True)
class Terms:
    """How orders are read: in which currency, and with which states of payment goods are sent although unpaid."""

    currency: str
    ships_unpaid: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Priced:
    """A line of the order with what it costs: its total is the truth."""

    line: Line
    total: Money
    list_price: Money
    tax_rate: Decimal


def strange_words(order: Order) -> list[str]:
    """Return the statuses we do not know."""
    words = [package.status for package in order.fulfillment_orders.nodes if package.status not in STATES]
    financial = order.display_financial_status
    return [*words, *([financial] if financial and financial not in UNPAID | PAID else [])]


def packages_of(order: Order, priced: Mapping[str, Priced], version: int, terms: Terms) -> list[ChannelPackage]:
    """Return the packages, the oldest first. A line that several packages share is split by units, without rest."""
    found = sorted(order.fulfillment_orders.nodes, key=lambda package: int(tail(package.id)))
    held = {package.id: _held(package) for package in found}
    shares = _shares(found, held, priced)
    lines = {package.id: [shares[piece.id] for piece, _ in held[package.id]] for package in found}
    states = {package.id: _state(order, package, terms, has_units=bool(lines[package.id])) for package in found}
    return [_package(order, package, lines[package.id], version, states[package.id]) for package in found]


def _held(package: Package) -> list[tuple[PackageLine, int]]:
    """Return what a package is about: all its units, or only those sent where it could not be completed."""
    counted = [
        (piece, piece.total_quantity - (piece.remaining_quantity if package.status == "INCOMPLETE" else 0))
        for piece in package.line_items.nodes
    ]
    return [(piece, count) for piece, count in counted if count > 0]


def _shares(
    found: Sequence[Package], held: Mapping[str, list[tuple[PackageLine, int]]], priced: Mapping[str, Priced]
) -> dict[str, ChannelLine]:
    pieces: dict[str, list[tuple[PackageLine, int]]] = {}
    for package in found:
        for piece, count in held[package.id]:
            pieces.setdefault(piece.line_item.id, []).append((piece, count))
    shares: dict[str, ChannelLine] = {}
    for line_id, parts in pieces.items():
        if line_id not in priced:
            raise Strange("strange_line", line=line_id)
        one = priced[line_id]
        rest = max(0, one.line.quantity - sum(count for _, count in parts))
        totals = one.total.split([*(count for _, count in parts), rest])
        for place, (piece, count) in enumerate(parts):
            mark = tail(line_id) if place == 0 else f"{tail(line_id)}-{tail(piece.id)}"
            shares[piece.id] = _line(one, mark, count, totals[place])
    return shares


def _line(one: Priced, external_id: str, quantity: int, total: Money) -> ChannelLine:
    line = one.line
    least = -(-total.minor // quantity)
    list_price = Money(max(one.list_price.minor, least), total.currency)
    return ChannelLine(
        external_id=external_id,
        sku=sku_of(line),
        seller_sku=line.sku or "",
        title=", ".join(filter(None, (line.title, line.variant_title))),
        quantity=quantity,
        list_price=list_price,
        unit_price=Money(round_minor(Decimal(total.minor) / quantity), total.currency),
        total=total,
        seller_discount=list_price * quantity - total,
        channel_discount=Money.zero(total.currency),
        tax_rate=one.tax_rate,
    )


def sku_of(line: Line) -> str:
    """Return by what we address the listing; a variant without a SKU is named by its number, and so found by nobody."""
    return line.sku or (f"variant-{tail(line.variant.id)}" if line.variant else f"line-{tail(line.id)}")


def _package(
    order: Order, package: Package, lines: Sequence[ChannelLine], version: int, state: PackageState
) -> ChannelPackage:
    currency = order.total_price_set.shop_money.currency_code if not lines else lines[0].total.currency
    tracking = _tracking(package)
    return ChannelPackage(
        external_id=tail(package.id),
        state=state,
        external_status=package.status,
        version=version,
        lines=lines,
        total=Money(sum(line.total.minor for line in lines), currency),
        tracking_number=tracking.number or "",
        tracking_url=tracking.url or "",
        carrier=tracking.company or "",
        ship_by=package.fulfill_by,
    )


def _state(order: Order, package: Package, terms: Terms, *, has_units: bool) -> PackageState:
    if package.status not in STATES:
        return _S.UNKNOWN
    is_waiting = package.status in WAITING
    if not has_units or (is_waiting and _is_over(order, package)):
        return _S.CANCELLED if order.cancelled_at else _S.REPLACED if not is_waiting else _S.CANCELLED
    if is_waiting:
        return _waiting(order, package, terms)
    return _sent(package) if STATES[package.status] is _S.SHIPPED else STATES[package.status]


def _is_over(order: Order, package: Package) -> bool:
    nothing_sent = all(line.remaining_quantity == line.total_quantity for line in package.line_items.nodes)
    return order.cancelled_at is not None or (order.display_financial_status in {"REFUNDED", "VOIDED"} and nothing_sent)


def _waiting(order: Order, package: Package, terms: Terms) -> PackageState:
    financial = order.display_financial_status
    if financial in terms.ships_unpaid:
        return STATES[package.status]
    if financial in UNPAID or financial is None:
        return _S.AWAITING_PAYMENT
    return STATES[package.status] if financial in PAID else _S.UNKNOWN


def _sent(package: Package) -> PackageState:
    """Say where the parcels are: as far as the one that is least far."""
    states = [PARCELS.get(parcel.display_status or "", _S.SHIPPED) for parcel in package.fulfillments.nodes]
    order = (_S.SHIPPED, _S.UNDELIVERED, _S.AT_PICKUP, _S.DELIVERED)
    return min(states, key=order.index, default=_S.SHIPPED)


def _tracking(package: Package) -> Tracking:
    found = [one for parcel in package.fulfillments.nodes for one in parcel.tracking_info]
    return found[-1] if found else Tracking()
