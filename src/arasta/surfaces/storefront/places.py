"""Stores as shoppers see them, and words for what they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.inventory.types import LocationKind
from arasta.kernel.ids import to_public
from arasta.kernel.web.templatetags.arasta import moment
from arasta.surfaces.storefront.shop import Shop

FEW = 5
_OPEN_TO_SHOPPERS = {LocationKind.STORE, LocationKind.POPUP, LocationKind.PARTNER, LocationKind.LOCKER}


@dataclass(frozen=True, slots=True)
class StoreView:
    """A store that serves the shop."""

    row: LocationRow
    picks_up: bool

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def public_id(self) -> str:
        return to_public("loc", self.row.id)

    @property
    def is_locker(self) -> bool:
        return self.row.kind is LocationKind.LOCKER

    @property
    def is_ours(self) -> bool:
        """Tell whether shelves and a till of ours stand there; to a locker or a partner's point goods are only brought."""
        return self.row.kind not in {LocationKind.LOCKER, LocationKind.PARTNER}

    @property
    def kind_words(self) -> str:
        """Say what a place is that is not one of our stores."""
        return {LocationKind.LOCKER: _("Locker"), LocationKind.PARTNER: _("Pickup point")}.get(self.row.kind, "")

    @property
    def address(self) -> str:
        town = f"{self.row.postal_code} {self.row.city}".strip()
        return ", ".join(part for part in (self.row.address_line, town) if part)

    @property
    def map_url(self) -> str:
        """Return where a map shows the store, or nothing where its place is not known."""
        if self.row.latitude is None or self.row.longitude is None:
            return ""
        return f"https://www.openstreetmap.org/?mlat={self.row.latitude}&mlon={self.row.longitude}#map=17"


@dataclass(frozen=True, slots=True)
class StoreStock:
    """What a store has of a variant, in words."""

    store: StoreView
    words: str
    tone: str
    distance: str = ""
    ready: str = ""
    is_here: bool = False
    is_brought: bool = False


def stores(shop: Shop) -> list[StoreView]:
    """Return the stores that serve the shop."""
    serving = {place.location_id: place for place in shop.places}
    rows = shop.known(("locations", shop.language), lambda: locations.locations(language=shop.language))
    found = [
        StoreView(row, picks_up=serving[row.id].picks_up)
        for row in rows
        if row.id in serving and row.kind in _OPEN_TO_SHOPPERS
    ]
    return sorted(found, key=lambda store: (store.row.kind is not LocationKind.STORE, store.row.name))


def stock_at(found: list[StoreView], by_location: Mapping[UUID, int]) -> list[StoreStock]:
    """Say what each store has, those that have it first."""
    told = [StoreStock(store, *words_for(by_location.get(store.id, 0))) for store in found]
    return sorted(told, key=lambda one: one.tone == "bad")


def words_for(count: int) -> tuple[str, str]:
    """Say how many there are, in words and tone; above a few the number is nobody's business."""
    if count <= 0:
        return _("Not here now"), "bad"
    if count == 1:
        return _("Last one here"), "warn"
    if count <= FEW:
        return ngettext("%(count)s here", "%(count)s here", count) % {"count": count}, "good"
    return _("In stock"), "good"


def words_online(count: int, *, elsewhere: int = 0) -> tuple[str, str]:
    """Say how many can be sent, in words and tone; `elsewhere` are those that can only be picked up."""
    if count <= 0 < elsewhere:
        return _("Only to be picked up in a store"), "warn"
    if count <= 0:
        return _("Sold out online"), "bad"
    if count == 1:
        return _("Only one left"), "warn"
    if count <= FEW:
        return ngettext("Only %(count)s left", "Only %(count)s left", count) % {"count": count}, "warn"
    return _("In stock, ready to send"), "good"


def words_later(later: Quote) -> tuple[str, str]:
    """Say when what is not there yet will be sent, in words and tone."""
    if later.promised_on is None:
        return _("To be ordered now, sent when it has come"), "warn"
    day = {"day": moment(later.promised_on, "date")}
    if later.is_preorder:
        return _("Pre-order: ships by %(day)s") % day, "warn"
    return _("On its way to us: ships by %(day)s") % day, "warn"
