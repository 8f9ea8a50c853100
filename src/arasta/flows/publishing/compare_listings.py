"""Compare what we want of a listing with what the channel shows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.listings import Listing, ListingStatus
from arasta.contexts.channels.types.outbound import DriftField, DriftInput
from arasta.contexts.channels.types.showing import Shown, same_pictures, same_text
from arasta.flows.publishing.offers_now import Wanted


def states(row: Listing, shown: SeenListing | None) -> list[DriftInput]:
    """Find a listing that is on offer here and gone there, or has ended here and is on offer there."""
    state = shown.state if shown else SeenState.GONE
    is_gone = row.status is ListingStatus.ACTIVE and state is SeenState.GONE
    is_alive = row.status is ListingStatus.ENDED and state is SeenState.ACTIVE and bool(_units(shown))
    if not is_gone and not is_alive:
        return []
    return [DriftInput(listing_id=row.id, field=DriftField.STATE, ours=row.status.value, theirs=state.value)]


def values(row: Listing, wanted: Wanted, shown: SeenListing) -> list[DriftInput]:
    """Find another quantity, at one of our places where there are several, or another price."""
    if shown.state is SeenState.GONE:
        return []
    found = []
    ours, theirs = _quantities(wanted, shown)
    if theirs and ours != theirs:
        found.append(DriftInput(listing_id=row.id, field=DriftField.QUANTITY, ours=ours, theirs=theirs))
    price, asked = wanted.price, shown.price
    if price is not None and asked is not None and asked.currency == price.currency and asked != price:
        found.append(
            DriftInput(listing_id=row.id, field=DriftField.PRICE, ours=str(price.minor), theirs=str(asked.minor))
        )
    return found


def content(listing_id: UUID, ours: Shown, theirs: SeenListing) -> list[DriftInput]:
    """Find another title, description or category, or other pictures, where the channel says."""
    if theirs.state is SeenState.GONE:
        return []
    texts = {
        DriftField.TITLE: (ours.title, theirs.title),
        DriftField.DESCRIPTION: (ours.description, theirs.description),
        DriftField.CATEGORY: (ours.category, theirs.category),
    }
    found = [
        DriftInput(listing_id=listing_id, field=field, ours=said, theirs=shown)
        for field, (said, shown) in texts.items()
        if said is not None and not same_text(said, shown)
    ]
    if ours.images is not None and not same_pictures(ours.images, theirs.images, ours.pictures):
        lines = ("\n".join(ours.images), "\n".join(theirs.images))
        found.append(DriftInput(listing_id=listing_id, field=DriftField.IMAGES, ours=lines[0], theirs=lines[1]))
    return found


def _quantities(wanted: Wanted, shown: SeenListing) -> tuple[str, str]:
    if wanted.at_places and shown.quantities:
        theirs = {place: shown.quantities.get(place, 0) for place in wanted.at_places}
        return _said(wanted.at_places), _said(theirs)
    return str(wanted.quantity), "" if shown.quantity is None else str(shown.quantity)


def _said(quantities: Mapping[str, int]) -> str:
    return ", ".join(f"{place}: {units}" for place, units in sorted(quantities.items()))


def _units(shown: SeenListing | None) -> int:
    """Return how many the channel offers; one that does not say is taken to offer some."""
    if shown is None or shown.quantity is None:
        return 1
    return shown.quantity
