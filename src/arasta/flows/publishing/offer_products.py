"""Take products into a channel's assortment: drafts of listings under the code that the channel goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from arasta.contexts.catalog.queries import assortment
from arasta.contexts.channels.queries import listings
from arasta.contexts.channels.services import listings as listing_services
from arasta.contexts.channels.types import Channel, ListingInput
from arasta.contexts.channels.types.content import MOST_AT_ONCE
from arasta.kernel.access import Actor


class CodedBy(StrEnum):
    """What a listing's code on the channel is made of."""

    GTIN = "gtin"
    SKU = "sku"


@dataclass(frozen=True, slots=True)
class OfferedNow:
    """How many were taken in, how many stood there already, and the SKUs that have no GTIN to go by."""

    offered: int
    known: int
    without_code: Sequence[str]


def offer(
    channel: Channel,
    *,
    category: str | None = None,
    skus: Sequence[str] | None = None,
    by: CodedBy,
    actor: Actor,
) -> OfferedNow:
    """Offer what is sold and not listed there yet: of a category, or of some SKUs. Raises ExternalIdTaken."""
    found = assortment.sold_codes(category=category, skus=skus, limit=MOST_AT_ONCE)
    here = {row.variant_id for row in listings.listings_of([one.id for one in found], channel_id=channel.id)}
    new = [one for one in found if one.id not in here]
    coded = [(one.id, one.gtin if by is CodedBy.GTIN else one.sku) for one in new]
    wanted = [ListingInput(variant_id=key, external_id=code) for key, code in coded if code]
    listing_services.save_listings(channel.id, wanted, actor=actor)
    return OfferedNow(len(wanted), len(here), [one.sku for one in new if by is CodedBy.GTIN and not one.gtin])
