"""Reads of delivery methods."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from arasta.contexts.fulfillment.models import DeliveryMethod, DeliveryMethodText, DeliveryPrice
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodRow, MethodText
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.money import Money


class UnknownDeliveryMethod(Missing):
    """No delivery method has the code."""

    code = "unknown_delivery_method"
    template = gettext_noop("There is no delivery method “%(code)s”.")


def delivery_methods(*, kind: DeliveryKind | None = None, only_active: bool = True) -> list[DeliveryMethodRow]:
    """Return delivery methods in the order they are offered."""
    chosen = DeliveryMethod.objects.order_by("position", "code")
    if kind:
        chosen = chosen.filter(kind=kind.value)
    if only_active:
        chosen = chosen.filter(is_active=True)
    return _rows(list(chosen))


def delivery_method(code: str) -> DeliveryMethodRow:
    """Return one delivery method, active or not. Raises UnknownDeliveryMethod."""
    found = _rows(list(DeliveryMethod.objects.filter(code=code)))
    if not found:
        raise UnknownDeliveryMethod(code=code)
    return found[0]


def _rows(methods: list[DeliveryMethod]) -> list[DeliveryMethodRow]:
    keys = [method.id for method in methods]
    texts: dict[UUID, list[MethodText]] = defaultdict(list)
    for text in DeliveryMethodText.objects.filter(method_id__in=keys).order_by("language"):
        texts[text.method_id].append(MethodText(text.language, text.name, text.description))
    prices: dict[UUID, list[Money]] = defaultdict(list)
    for price in DeliveryPrice.objects.filter(method_id__in=keys).order_by("currency"):
        prices[price.method_id].append(Money(price.price_minor, price.currency))
    return [_row(method, tuple(texts[method.id]), tuple(prices[method.id])) for method in methods]


def _row(method: DeliveryMethod, texts: tuple[MethodText, ...], prices: tuple[Money, ...]) -> DeliveryMethodRow:
    return DeliveryMethodRow(
        id=method.id,
        code=method.code,
        kind=DeliveryKind(method.kind),
        texts=texts,
        prices=prices,
        min_days=method.min_days,
        max_days=method.max_days,
        is_active=method.is_active,
        position=method.position,
    )
