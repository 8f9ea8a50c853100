"""Reads: a channel's orders and the orders of ours they became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.channels.types.orders import ExternalLine, ExternalOrder, ExternalPackage, PackageState
from arasta.kernel import db

_ORDER = "SELECT id, channel_id, external_id, order_id, external_status, version FROM channels_external_order"


def external_order(channel_id: UUID, external_id: str) -> ExternalOrder | None:
    """Return a channel's order if we have seen it."""
    found = external_orders(channel_id, [external_id])
    return found.get(external_id)


def external_orders(channel_id: UUID, external_ids: Sequence[str]) -> dict[str, ExternalOrder]:
    """Return a channel's orders by their external ids; unseen ones are absent."""
    found = _orders("WHERE channel_id = %s AND external_id = ANY(%s)", [channel_id, list(external_ids)])
    return {order.external_id: order for order in found}


def external_orders_of(order_ids: Sequence[UUID]) -> dict[UUID, ExternalOrder]:
    """Return the channels' orders behind orders of ours; orders made elsewhere are absent."""
    found = _orders("WHERE order_id = ANY(%s)", [list(order_ids)])
    return {order.order_id: order for order in found if order.order_id is not None}


def _orders(tail: str, params: Sequence[Any]) -> list[ExternalOrder]:
    found = db.rows(f"{_ORDER} {tail}", params)
    packages = _packages([row[0] for row in found])
    return [ExternalOrder(*(*row, packages[row[0]])) for row in found]


def _packages(keys: list[UUID]) -> dict[UUID, list[ExternalPackage]]:
    packages: dict[UUID, list[ExternalPackage]] = {key: [] for key in keys}
    if not keys:
        return packages
    found = db.rows(
        "SELECT external_order_id, id, external_id, state, status, tracking_number, carrier, version,"
        " replaced_by_id IS NOT NULL FROM channels_external_package WHERE external_order_id = ANY(%s)"
        " ORDER BY external_order_id, id",
        [keys],
    )
    lines = _lines([row[1] for row in found])
    for order, key, external_id, state, *rest in found:
        there = [line for line in lines[key] if line.quantity]
        gone = [line.order_line_id for line in lines[key] if not line.quantity and line.order_line_id is not None]
        facts: list[Any] = [key, external_id, PackageState(state), *rest, there, gone]
        packages[order].append(ExternalPackage(*facts))
    return packages


def _lines(keys: list[UUID]) -> dict[UUID, list[ExternalLine]]:
    lines: dict[UUID, list[ExternalLine]] = {key: [] for key in keys}
    found = db.rows(
        "SELECT package_id, external_id, sku, quantity, order_line_id FROM channels_external_line"
        " WHERE package_id = ANY(%s) ORDER BY package_id, external_id",
        [keys],
    )
    for package, *rest in found:
        lines[package].append(ExternalLine(*rest))
    return lines
