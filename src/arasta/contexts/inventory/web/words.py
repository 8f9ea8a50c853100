"""What kinds of locations are called on screens, and how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from arasta.contexts.inventory.types import LocationKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS: dict[LocationKind, _StrPromise] = {
    LocationKind.WAREHOUSE: _("Warehouse"),
    LocationKind.STORE: _("Store"),
    LocationKind.POPUP: _("Pop-up store"),
    LocationKind.PARTNER: _("Partner"),
    LocationKind.LOCKER: _("Locker"),
    LocationKind.CHANNEL: _("Held by a channel"),
}

ICONS = {
    LocationKind.WAREHOUSE: "warehouse",
    LocationKind.STORE: "store",
    LocationKind.POPUP: "flag",
    LocationKind.PARTNER: "building-2",
    LocationKind.LOCKER: "boxes",
    LocationKind.CHANNEL: "package",
}
