"""Offer something on a channel that is there to be sold."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.channels.services import channels, listings
from arasta.contexts.channels.types import ListingInput, ListingStatus, LocationPlace
from arasta.kernel.access import SYSTEM
from tests import makers


def offer_in_stock(channel_id: UUID, external_id: str, *, units: int) -> tuple[UUID, UUID]:
    """Put a variant with units on sale; return it and the location that holds them."""
    variant, location = makers.make_variant(), makers.make_location()
    makers.receive(variant, location, units)
    channels.place_locations(channel_id, [LocationPlace(location)])
    wanted = ListingInput(variant_id=variant, external_id=external_id, status=ListingStatus.ACTIVE)
    listings.save_listings(channel_id, [wanted], actor=SYSTEM)
    return variant, location
