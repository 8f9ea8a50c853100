"""Save delivery methods."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.fulfillment.types import DeliveryMethodToSave
from arasta.kernel import db
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.ids import new_id

_SAVE = """
INSERT INTO fulfillment_delivery_method (id, code, kind, min_days, max_days, is_active, position)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::smallint[], %s::smallint[], %s::boolean[], %s::smallint[])
ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, min_days = excluded.min_days, max_days = excluded.max_days,
  is_active = excluded.is_active, position = excluded.position
RETURNING code, id
"""

_FORGET = """
WITH texts AS (DELETE FROM fulfillment_delivery_method_text WHERE method_id = ANY(%(ids)s))
DELETE FROM fulfillment_delivery_price WHERE method_id = ANY(%(ids)s)
"""

_TEXTS = """
INSERT INTO fulfillment_delivery_method_text (id, method_id, language, name, description)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[])
"""

_PRICES = """
INSERT INTO fulfillment_delivery_price (id, method_id, currency, price_minor)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bigint[])
"""


class DeliveryDaysWrong(Invalid):
    """The span of days ends before it begins, or begins before today."""

    code = "delivery_days_wrong"
    template = gettext_noop("The most days must be at least the least days, and neither below zero.")


class DeliveryPriceNegative(Invalid):
    """A delivery price is below zero."""

    code = "delivery_price_negative"
    template = gettext_noop("A delivery price cannot be below zero.")


def save_delivery_methods(methods: Sequence[DeliveryMethodToSave]) -> None:
    """Make or change delivery methods by code, with all their texts and prices.

    Raises DeliveryDaysWrong, DeliveryPriceNegative.
    """
    for method in methods:
        if not 0 <= method.min_days <= method.max_days:
            raise DeliveryDaysWrong
        if any(price.minor < 0 for price in method.prices):
            raise DeliveryPriceNegative
    with db.transaction():
        keys: dict[str, UUID] = {row[0]: row[1] for row in db.rows(_SAVE, _columns(methods))}
        db.execute(_FORGET, {"ids": list(keys.values())})
        texts = [(keys[method.code], text) for method in methods for text in method.texts]
        db.execute(
            _TEXTS,
            [
                [new_id() for _ in texts],
                [key for key, _ in texts],
                [text.language for _, text in texts],
                [text.name for _, text in texts],
                [text.description for _, text in texts],
            ],
        )
        prices = [(keys[method.code], price) for method in methods for price in method.prices]
        db.execute(
            _PRICES,
            [
                [new_id() for _ in prices],
                [key for key, _ in prices],
                [price.currency for _, price in prices],
                [price.minor for _, price in prices],
            ],
        )


def _columns(methods: Sequence[DeliveryMethodToSave]) -> list[object]:
    return [
        [new_id() for _ in methods],
        [method.code for method in methods],
        [method.kind.value for method in methods],
        [method.min_days for method in methods],
        [method.max_days for method in methods],
        [method.is_active for method in methods],
        [method.position for method in methods],
    ]
