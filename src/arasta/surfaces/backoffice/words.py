"""What statuses, kinds and causes are called on screens, and how they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.inventory.types import MovementKind, RuleKind, SupplyKind, SupplyStatus
from arasta.contexts.orders.types import DeliveryKind, FulfillmentStatus, OrderStatus, PaymentStatus

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Chip:
    """A status in a word, a color and an icon."""

    word: _StrPromise
    tone: str
    icon: str = ""


ORDER = {
    OrderStatus.PLACED: Chip(pgettext_lazy("order", "Placed"), "info", "circle-dot"),
    OrderStatus.COMPLETED: Chip(pgettext_lazy("order", "Completed"), "good", "circle-check"),
    OrderStatus.CANCELED: Chip(pgettext_lazy("order", "Canceled"), "neutral", "ban"),
}

PAYMENT = {
    PaymentStatus.UNPAID: Chip(pgettext_lazy("order", "Unpaid"), "warn", "circle-dashed"),
    PaymentStatus.AUTHORIZED: Chip(pgettext_lazy("order", "Authorized"), "info", "lock"),
    PaymentStatus.PARTLY_PAID: Chip(pgettext_lazy("order", "Partly paid"), "info", "circle-dashed"),
    PaymentStatus.PAID: Chip(pgettext_lazy("order", "Paid"), "good", "circle-check"),
    PaymentStatus.PARTLY_REFUNDED: Chip(pgettext_lazy("order", "Partly refunded"), "neutral", "undo-2"),
    PaymentStatus.REFUNDED: Chip(pgettext_lazy("order", "Refunded"), "neutral", "undo-2"),
    PaymentStatus.VOIDED: Chip(pgettext_lazy("order", "Voided"), "neutral", "ban"),
}

FULFILLMENT = {
    FulfillmentStatus.UNFULFILLED: Chip(pgettext_lazy("order", "To fulfill"), "warn", "package"),
    FulfillmentStatus.PARTLY_FULFILLED: Chip(pgettext_lazy("order", "Partly fulfilled"), "info", "package-open"),
    FulfillmentStatus.FULFILLED: Chip(pgettext_lazy("order", "Fulfilled"), "good", "package-check"),
    FulfillmentStatus.CANCELED: Chip(pgettext_lazy("order", "Canceled"), "neutral", "package-x"),
}

DELIVERY = {
    DeliveryKind.COUNTER: Chip(_("Over the counter"), "neutral", "store"),
    DeliveryKind.DELIVERY: Chip(_("Delivery"), "neutral", "truck"),
    DeliveryKind.PICKUP: Chip(_("Pickup"), "neutral", "map-pin"),
}

HAPPENED = {
    "placed": Chip(pgettext_lazy("happened to an order", "Order placed"), "info", "shopping-cart"),
    "unpaid": Chip(pgettext_lazy("happened to an order", "Not all of it is paid any more"), "warn", "credit-card"),
    "authorized": Chip(pgettext_lazy("happened to an order", "Payment authorized"), "info", "credit-card"),
    "partly_paid": Chip(pgettext_lazy("happened to an order", "Paid in part"), "info", "credit-card"),
    "voided": Chip(pgettext_lazy("happened to an order", "The promise of money was let go"), "neutral", "ban"),
    "returned": Chip(pgettext_lazy("happened to an order", "Goods came back"), "info", "undo-2"),
    "paid": Chip(pgettext_lazy("happened to an order", "Paid"), "good", "credit-card"),
    "partly_refunded": Chip(pgettext_lazy("happened to an order", "Refunded in part"), "warn", "undo-2"),
    "refunded": Chip(pgettext_lazy("happened to an order", "Refunded"), "warn", "undo-2"),
    "unfulfilled": Chip(pgettext_lazy("happened to an order", "Nothing has left yet"), "warn", "package"),
    "partly_fulfilled": Chip(
        pgettext_lazy("happened to an order", "Part of the goods has gone out"), "info", "package-open"
    ),
    "fulfilled": Chip(pgettext_lazy("happened to an order", "All goods have gone out"), "good", "truck"),
    "canceled": Chip(pgettext_lazy("happened to an order", "Order canceled"), "bad", "ban"),
    "partly_canceled": Chip(pgettext_lazy("happened to an order", "Canceled in part"), "warn", "minus"),
    "address_changed": Chip(pgettext_lazy("happened to an order", "Address changed"), "info", "map-pin"),
    "way_changed": Chip(pgettext_lazy("happened to an order", "It comes another way"), "info", "route"),
    "way_taken_back": Chip(pgettext_lazy("happened to an order", "Not paid: it comes as before"), "warn", "undo-2"),
    "note": Chip(pgettext_lazy("happened to an order", "Note"), "", "message-square"),
}

MOVEMENT = {
    MovementKind.RECEIVED: Chip(_("Received"), "good", "package-check"),
    MovementKind.ADJUSTED_UP: Chip(_("Adjusted up"), "info", "plus"),
    MovementKind.ADJUSTED_DOWN: Chip(_("Adjusted down"), "warn", "minus"),
    MovementKind.BLOCKED: Chip(_("Blocked"), "bad", "ban"),
    MovementKind.UNBLOCKED: Chip(_("Unblocked"), "good", "lock-open"),
    MovementKind.ALLOCATED: Chip(_("Promised to an order"), "brand", "lock"),
    MovementKind.RELEASED: Chip(_("Promise taken back"), "neutral", "lock-open"),
    MovementKind.SHIPPED: Chip(_("Left with the customer"), "brand", "truck"),
    MovementKind.RETURNED: Chip(_("Came back"), "info", "undo-2"),
    MovementKind.TRANSFERRED_OUT: Chip(_("Sent to another location"), "neutral", "arrow-up-right"),
    MovementKind.TRANSFERRED_IN: Chip(_("Came from another location"), "neutral", "corner-down-left"),
    MovementKind.ANNOUNCED: Chip(_("Announced"), "info", "calendar-clock"),
    MovementKind.RECALLED: Chip(_("Will not come"), "warn", "calendar"),
    MovementKind.ARRIVED: Chip(_("Came as announced"), "good", "package-check"),
}

SUPPLY = {
    SupplyStatus.EXPECTED: Chip(pgettext_lazy("supply", "To come"), "info", "calendar-clock"),
    SupplyStatus.RECEIVED: Chip(pgettext_lazy("supply", "Here"), "good", "package-check"),
    SupplyStatus.CANCELED: Chip(pgettext_lazy("supply", "Canceled"), "neutral", "ban"),
}

SUPPLY_KIND = {
    SupplyKind.PURCHASE: pgettext_lazy("supply", "Purchase"),
    SupplyKind.PRODUCTION: pgettext_lazy("supply", "Production"),
    SupplyKind.OTHER: pgettext_lazy("supply", "Other"),
}

RULES = {
    RuleKind.SHARE: pgettext_lazy("stock rule", "Share of the pool"),
    RuleKind.CAP: pgettext_lazy("stock rule", "At most"),
    RuleKind.END_BELOW: pgettext_lazy("stock rule", "None once fewer are left than"),
}
STEP = {
    "received": _("Received from outside"),
    "arrived": _("Came as announced"),
    "components": _("Its components make"),
    "returned": _("Came back from customers"),
    "adjusted_up": _("Adjusted up by staff"),
    "adjusted_down": _("Adjusted down by staff"),
    "transferred_in": _("Came from other locations"),
    "transferred_out": _("Sent to other locations"),
    "shipped": _("Left with customers"),
    "on_hand": _("On the shelf"),
    "unavailable": _("Blocked: damaged or in quarantine"),
    "committed": _("Promised to placed orders"),
    "reserved": _("Held by carts"),
    "safety_stock": _("Kept back as safety stock"),
    "fenced": _("Kept for other channels alone"),
    "sellable": _("Can be sold now"),
}

SUBTOTALS = {"on_hand", "sellable"}

CAUSE = {
    "reserved": pgettext_lazy("stock change", "held by a cart"),
    "released": pgettext_lazy("stock change", "a hold or promise ended"),
    "expired": pgettext_lazy("stock change", "a cart's hold ran out"),
    "allocated": pgettext_lazy("stock change", "sold"),
    "shipped": pgettext_lazy("stock change", "went out"),
    "received": pgettext_lazy("stock change", "received"),
    "adjusted": pgettext_lazy("stock change", "adjusted"),
    "blocked": pgettext_lazy("stock change", "blocked"),
    "unblocked": pgettext_lazy("stock change", "unblocked"),
    "safety_stock": pgettext_lazy("stock change", "safety stock changed"),
    "transferred_out": pgettext_lazy("stock change", "sent away"),
    "transferred_in": pgettext_lazy("stock change", "arrived"),
    "announced": pgettext_lazy("stock change", "announced"),
    "recalled": pgettext_lazy("stock change", "will not come"),
    "arrived": pgettext_lazy("stock change", "came as announced"),
}
