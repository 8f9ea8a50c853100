"""Reads of delivery methods: one statement, with all their texts and prices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodRow, MethodText
from arasta.kernel import prepared
from arasta.kernel.calendar import working_days_after
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.money import Money


class UnknownDeliveryMethod(Missing):
    """No delivery method has the code."""

    code = "unknown_delivery_method"
    template = gettext_noop("There is no delivery method “%(code)s”.")


_METHODS = """
SELECT m.id, m.code, m.kind,
       (SELECT json_agg(json_build_array(t.language, t.name, t.description) ORDER BY t.language)
        FROM fulfillment_delivery_method_text t WHERE t.method_id = m.id),
       (SELECT json_agg(json_build_array(p.price_minor, p.currency) ORDER BY p.currency)
        FROM fulfillment_delivery_price p WHERE p.method_id = m.id),
       m.min_days, m.max_days, m.is_active, m.position
FROM fulfillment_delivery_method m
WHERE (%(codes)s::text[] IS NULL OR m.code = ANY(%(codes)s))
  AND (%(kind)s::text IS NULL OR m.kind = %(kind)s) AND (m.is_active OR NOT %(only_active)s)
ORDER BY m.position, m.code
"""


def delivery_methods(*, kind: DeliveryKind | None = None, only_active: bool = True) -> list[DeliveryMethodRow]:
    """Return delivery methods in the order they are offered."""
    return _rows({"codes": None, "kind": kind, "only_active": only_active})


def delivery_method(code: str) -> DeliveryMethodRow:
    """Return one delivery method, active or not. Raises UnknownDeliveryMethod."""
    found = methods_by_code([code])
    if code not in found:
        raise UnknownDeliveryMethod(code=code)
    return found[code]


def methods_by_code(codes: Collection[str]) -> Mapping[str, DeliveryMethodRow]:
    """Return delivery methods by code, active or not; an unknown code is absent."""
    plain = [code for code in codes if "\x00" not in code]
    return {row.code: row for row in _rows({"codes": plain, "kind": None, "only_active": False})} if plain else {}


def arrives(method: DeliveryMethodRow, leaves_on: date) -> tuple[date, date]:
    """Return the first and the last day on which a way of delivery brings what leaves on a day."""
    return working_days_after(leaves_on, method.min_days), working_days_after(leaves_on, method.max_days)


def _rows(parameters: Mapping[str, object]) -> list[DeliveryMethodRow]:
    return [_row(row) for row in prepared.rows(_METHODS, parameters)]


def _row(row: Sequence[Any]) -> DeliveryMethodRow:
    key, code, kind, texts, prices, *rest = row
    told = tuple(MethodText(*text) for text in texts or ())
    costs = tuple(Money(*price) for price in prices or ())
    return DeliveryMethodRow(key, code, DeliveryKind(kind), told, costs, *rest)
