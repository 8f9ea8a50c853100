"""What lots and numbered units are called on screens, and how they look."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.inventory.queries.lots import LotRow
from arasta.contexts.inventory.types import SerialStatus
from arasta.surfaces.backoffice.words import Chip

SERIAL = {
    SerialStatus.IN_STOCK: Chip(pgettext_lazy("unit", "On the shelf"), "good", "circle-check"),
    SerialStatus.BLOCKED: Chip(pgettext_lazy("unit", "Blocked"), "bad", "ban"),
    SerialStatus.IN_TRANSIT: Chip(pgettext_lazy("unit", "On its way to another location"), "info", "repeat"),
    SerialStatus.SOLD: Chip(pgettext_lazy("unit", "Sold"), "brand", "truck"),
    SerialStatus.LOST: Chip(pgettext_lazy("unit", "Written off"), "neutral", "minus"),
}
_EXPIRED = Chip(pgettext_lazy("lot", "Expired"), "bad", "circle-x")
_TOO_OLD = Chip(pgettext_lazy("lot", "Too old to be sold"), "bad", "ban")
_SOON = Chip(pgettext_lazy("lot", "Expires soon"), "warn", "calendar-clock")
_SOLD = Chip(_("Is sold"), "good", "circle-check")
_SOON_DAYS = 30


def chip_of(row: LotRow) -> Chip:
    """Return how a lot stands at its location."""
    if row.has_expired:
        return _EXPIRED
    if not row.may_leave:
        return _TOO_OLD
    is_soon = row.days_left is not None and row.days_left - row.stop_days <= _SOON_DAYS
    return _SOON if is_soon else _SOLD
