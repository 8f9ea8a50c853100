"""What connectors, their grades and what they offer are called on screens."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.channels.types import Op, Stream
from arasta.contexts.channels.types.connectors import Service

KINDS: dict[Service, Promise] = {
    Service.MARKETPLACE: pgettext_lazy("channel kind", "Marketplace"),
    Service.WEB_SHOP: pgettext_lazy("channel kind", "Web shop platform"),
    Service.ADS: pgettext_lazy("channel kind", "Ad channel"),
    Service.SOCIAL: pgettext_lazy("channel kind", "Social shop"),
}
LEVELS: dict[str, Promise] = {
    "gold": pgettext_lazy("grade of a connector", "Gold"),
    "silver": pgettext_lazy("grade of a connector", "Silver"),
    "bronze": pgettext_lazy("grade of a connector", "Bronze"),
}
NO_LEVEL: Promise = pgettext_lazy("grade of a connector", "Not graded")
LEVEL_TONES = {"gold": "good", "silver": "info", "bronze": "neutral"}
READS: dict[Stream, Promise] = {
    Stream.ORDERS: _("Orders"),
    Stream.RETURNS: _("Returns"),
    Stream.LISTINGS: _("Listings"),
    Stream.SETTLEMENTS: _("Settlements"),
    Stream.NOTICES: _("Notices"),
}
TELLS: dict[Op, Promise] = {
    Op.STOCK: _("Stock"),
    Op.PRICE: _("Prices"),
    Op.LISTING: _("New listings"),
    Op.UNLIST: _("Ending listings"),
    Op.ACCEPT: _("Picking"),
    Op.INVOICE: _("Invoices"),
    Op.TRACKING: _("Tracking"),
    Op.CANCEL: _("Cancellations"),
    Op.REFUND: _("Refunds"),
    Op.INVOICE_LINK: _("Invoice links"),
    Op.APPROVE_RETURN: _("Approving returns"),
    Op.REJECT_RETURN: _("Rejecting returns"),
}
_STEPS: list[Promise] = [
    pgettext_lazy("step", "Choose"),
    pgettext_lazy("step", "Account"),
    pgettext_lazy("step", "Channel"),
    pgettext_lazy("step", "Match and start"),
]


def steps(current: int) -> list[dict[str, object]]:
    """Return the steps of connecting a channel, with how far one is."""
    states = ["done"] * current + ["current"] + ["next"] * len(_STEPS)
    return [{"label": label, "state": state} for label, state in zip(_STEPS, states, strict=False)]
