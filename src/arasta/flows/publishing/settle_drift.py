"""Say what becomes of differences between what we want of a channel and what it shows: ours is said again, or theirs stays.

What stays is the listing's own from then on, with a reason, as any edit is; so it is seen as a deviation, never told
over, and can be taken back. One transaction each; nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.ports import Account, connector_named
from arasta.contexts.channels.queries import channels, listings, outbound
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.services import edits as edit_services
from arasta.contexts.channels.services import listings as listing_services
from arasta.contexts.channels.services import outbound as outbound_services
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.content import FACT, PRICE, Difference
from arasta.contexts.channels.types.outbound import (
    KEEPABLE,
    SAID,
    Drift,
    DriftField,
    DriftIsOld,
    KeepReasonMissing,
    NotKept,
)
from arasta.flows.publishing import edit_listings, edit_trade, listed_goods
from arasta.flows.publishing.edit_trade import Trade
from arasta.flows.publishing.listed_goods import Listed
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty

_TOPICS = {DriftField.QUANTITY: dirty.AVAILABILITY, DriftField.PRICE: dirty.PRICES}


def say_ours_again(channel: Channel, drift_ids: Sequence[UUID], *, at: datetime) -> int:
    """Have the channel told again what we want; return of how many listings. What one says is told whole.

    Raises DriftIsOld.
    """
    with db.transaction():
        found = [one for one in outbound.drifts(channel.id, drift_ids) if one.field is not DriftField.STATE]
        if not found:
            raise DriftIsOld
        content_services.mark_content(listing_ids=sorted({one.listing_id for one in found if one.field in SAID}))
        for field, topic in _TOPICS.items():
            variants = [one.variant_id for one in found if one.field is field]
            if variants:
                listing_services.mark_listings_dirty(channel.id, topics=[topic], variant_ids=variants)
        outbound_services.note_told_again([one.id for one in found], now=at)
        return len({one.listing_id for one in found})


def keep_theirs(channel: Channel, drift_ids: Sequence[UUID], *, reason: str, at: datetime, actor: Actor) -> UUID:
    """Let listings say from now on what the channel shows, on purpose; return the edit that can be taken back.

    Raises DriftIsOld, NotKept, KeepReasonMissing, and Forbidden where a price would stay and the actor sets none.
    """
    with db.transaction():
        listing_ids = sorted({one.listing_id for one in outbound.drifts(channel.id, drift_ids)})
        edit_services.lock_listings(listing_ids)
        found = outbound.drifts(channel.id, drift_ids)
        if not found:
            raise DriftIsOld
        kept = [one for one in found if one.field in KEEPABLE]
        if not kept:
            raise NotKept
        if not reason.strip():
            raise KeepReasonMissing
        if any(one.field is DriftField.PRICE for one in kept):
            actor.require("prices.write")
        rows = listings.listings(listing_ids)
        says = {one.listing.id: one for one in listed_goods.listed(channel, rows, at=at)}
        trade = edit_trade.read(channel, rows, at=at)
        fact = _category_fact(channel) if any(one.field is DriftField.CATEGORY for one in kept) else ""
        changes = [_difference(one, says[one.listing_id], trade, fact) for one in kept if one.listing_id in says]
        changes = edit_listings.with_policy(channel, [one for one in changes if one.before != one.after], at)
        edit = edit_listings.record(channel, changes, reason=reason, at=at, actor=actor, tell=False)
        outbound_services.forget_drift([one.id for one in kept])
        return edit


def _difference(one: Drift, says: Listed, trade: Trade, fact: str) -> Difference:
    if one.field is DriftField.PRICE:
        name, before, shown = PRICE, trade.own.get((one.listing_id, PRICE)), trade.shown(says.listing, PRICE)
    else:
        name = f"{FACT}{fact}" if one.field is DriftField.CATEGORY and fact else one.field.value
        said = says.content.get(name)
        before = said.value if said is not None and said.source == "listing" else None
        shown = said.value if said is not None else ""
    return Difference(
        listing_id=one.listing_id,
        external_id=one.external_id,
        variant_id=one.variant_id,
        field=name,
        shown_before=shown,
        shown_after=one.theirs,
        before=before,
        after=one.theirs,
    )


def _category_fact(channel: Channel) -> str:
    installation = channels.installation(channel.id)
    account = Account(installation.settings, installation.secrets, installation.currency)
    return connector_named(installation.connector)(account).connector.capabilities().category_fact
