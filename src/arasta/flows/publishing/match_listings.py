"""Find out which of our SKUs a channel's listings are, before anything is told to it.

read what the channel shows and nobody decided about; guess by codes, titles and prices; keep the guesses for a person.
Masters are made only where a person asks for it, one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from arasta.contexts.catalog.queries import likeness
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.services import products
from arasta.contexts.catalog.types import ProductStatus, VariantRow
from arasta.contexts.catalog.types.inputs import ProductInput, VariantInput
from arasta.contexts.channels.queries import listings
from arasta.contexts.channels.queries import matching as match_book
from arasta.contexts.channels.queries import quality as quality_book
from arasta.contexts.channels.services import matching as match_services
from arasta.contexts.channels.types import Channel, Listing, ListingStatus
from arasta.contexts.channels.types.policies import (
    Candidate,
    Guess,
    MatchNeedsProduct,
    MatchReason,
    MatchUnknown,
    ToMatch,
)
from arasta.contexts.pricing.queries import prices as pricing
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop

AT_ONCE = 300
MOST_SURE = 2_000
_LIVE = {ListingStatus.ACTIVE, ListingStatus.PENDING}


class SkuTaken(Conflict):
    """A product cannot be made under a SKU that is another's."""

    code = "sku_taken_already"
    template = gettext_noop("There is a product with the SKU “%(given)s” already. Match the listing with it instead.")


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many listings were looked at, and how many of them may be a SKU of ours."""

    looked_at: int
    guessed: int


def propose(channel: Channel, *, at: datetime) -> Proposed:
    """Guess what a channel's listings are, where nobody decided. Guesses made before are made anew."""
    looked_at = guessed = 0
    after = ""
    while seen := match_book.to_guess(channel.id, after=after, limit=AT_ONCE):
        found = best_guesses(channel, seen, at=at)
        match_services.save_guesses(channel.id, {key: made[0] if made else None for key, made in found.items()})
        looked_at, guessed = looked_at + len(seen), guessed + sum(bool(made) for made in found.values())
        after = seen[-1].external_id
    return Proposed(looked_at, guessed)


def best_guesses(channel: Channel, seen: Sequence[ToMatch], *, at: datetime) -> dict[str, list[Guess]]:
    """Return for each listing what it may be, the surest first."""
    codes, gtins, folded = match_book.spellings(seen)
    by_code = likeness.by_codes(codes, gtins=gtins, folded=folded)
    by_title = likeness.by_titles([one.title for one in seen])
    keys = list(dict.fromkeys([*by_code, *(key for found in by_title for key in found)]))
    known = catalog.variants(keys, language=channel.language)
    prices = pricing.prices(keys, channel_id=channel.id, currency=channel.currency, at=at)
    costs = {key: row.price for key, row in prices.items()}
    return {
        one.external_id: match_book.guesses(
            one,
            [
                Candidate(
                    variant_id=key,
                    sku=known[key].sku,
                    gtin=known[key].gtin or "",
                    likeness=match_book.likeness(one.title, _title(known[key])) if key in alike else 0,
                    price=costs.get(key),
                )
                for key in dict.fromkeys([*by_code, *alike])
                if key in known
            ],
        )
        for one, alike in zip(seen, by_title, strict=True)
    }


def confirm_sure(channel: Channel, *, at: datetime, actor: Actor) -> list[Listing]:
    """Confirm all proposals that are sure; of two that would be the same SKU neither is."""
    sure = match_book.sure_matches(channel.id, limit=MOST_SURE)
    often = Counter(sure.values())
    taken = {row.variant_id for row in listings.listings_of(list(often), channel_id=channel.id) if row.status in _LIVE}
    single = {key: variant for key, variant in sure.items() if often[variant] == 1 and variant not in taken}
    return match_services.confirm(channel.id, single, now=at, actor=actor)


def create_from(channel: Channel, external_id: str, *, sku: str, at: datetime, actor: Actor) -> Listing:
    """Make a draft product of what a channel shows, and match the two. Raises MatchUnknown, SkuTaken, MatchNeedsProduct."""
    seen = match_book.matches(channel.id, [external_id]).get(external_id)
    if seen is None:
        raise MatchUnknown(given=external_id[:80])
    wanted = sku.strip() or seen.sku or external_id
    if not seen.title.strip():
        raise MatchNeedsProduct(given=external_id[:80])
    if catalog.variant_ids_by_sku([wanted]):
        raise SkuTaken(given=wanted[:80])
    with db.transaction():
        gtin = seen.barcode if quality_book.is_gtin(seen.barcode) else None
        product = ProductInput(
            handle=_handle(seen.title, wanted),
            titles={channel.language: seen.title.strip()[:300]},
            variants=(VariantInput(sku=wanted, gtin=gtin),),
            status=ProductStatus.DRAFT,
        )
        saved = products.save_products([product], actor=actor)
        [row] = match_services.confirm(
            channel.id, {external_id: saved.variants[wanted]}, reason=MatchReason.CREATED, now=at, actor=actor
        )
    return row


def _title(row: VariantRow) -> str:
    return f"{row.title} {row.options_text.replace(' / ', ' ')}".strip()


def _handle(title: str, sku: str) -> str:
    words = re.findall(r"[a-z0-9]+", f"{title} {sku}".lower())
    return "-".join(words)[:80].strip("-") or "product"
