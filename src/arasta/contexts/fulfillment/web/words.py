"""What statuses and kinds are called on screens, and how they look."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from arasta.contexts.fulfillment.types import DeliveryKind, FulfillmentStatus

_S = FulfillmentStatus

STATUSES: dict[FulfillmentStatus, Promise] = {
    _S.OPEN: pgettext_lazy("fulfillment order", "New"),
    _S.ACCEPTED: pgettext_lazy("fulfillment order", "Accepted"),
    _S.READY: pgettext_lazy("fulfillment order", "Ready"),
    _S.SHIPPED: pgettext_lazy("fulfillment order", "Shipped"),
    _S.PICKED_UP: pgettext_lazy("fulfillment order", "Picked up"),
    _S.SENT: pgettext_lazy("fulfillment order", "On its way"),
    _S.ARRIVED: pgettext_lazy("fulfillment order", "Arrived"),
    _S.CANCELED: pgettext_lazy("fulfillment order", "Canceled"),
}

TONES = {
    _S.OPEN: "warn",
    _S.ACCEPTED: "info",
    _S.READY: "brand",
    _S.SHIPPED: "good",
    _S.PICKED_UP: "good",
    _S.SENT: "info",
    _S.ARRIVED: "good",
    _S.CANCELED: "neutral",
}

KINDS: dict[DeliveryKind, Promise] = {
    DeliveryKind.DELIVERY: pgettext_lazy("delivery kind", "Delivery"),
    DeliveryKind.PICKUP: pgettext_lazy("delivery kind", "Pickup"),
    DeliveryKind.BRING: pgettext_lazy("delivery kind", "To a pickup place"),
}

KIND_ICONS = {DeliveryKind.DELIVERY: "truck", DeliveryKind.PICKUP: "store", DeliveryKind.BRING: "route"}
