"""Judge listings before anybody sends them: what the channel would refuse, and how good they are.

read what they say; ask the connector's own rules; keep scores and issues. Nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from arasta.contexts.channels.ports import Account, ChannelConnector, SettingsWrong, UnknownConnector, connector_named
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import quality as quality_book
from arasta.contexts.channels.services import quality as quality_services
from arasta.contexts.channels.types import Channel, Installation, Listing
from arasta.contexts.channels.types.issues import issue
from arasta.contexts.channels.types.protocol import Issue
from arasta.contexts.channels.types.quality import Judged, Judgment
from arasta.flows.publishing import listed_goods
from arasta.flows.publishing.listed_goods import Listed

AT_ONCE = 500


def judge_waiting(channel: Channel, *, at: datetime, most: int = 5_000) -> int:
    """Judge the listings of a channel that changed since they were judged; return how many those were."""
    judged = 0
    while judged < most:
        rows = content_book.unjudged_listings(channel.id, limit=AT_ONCE)
        if not rows:
            break
        judge(channel, rows, at=at)
        judged += len(rows)
    return judged


def judge(channel: Channel, rows: Sequence[Listing], *, at: datetime) -> list[Judgment]:
    """Judge some listings of a channel now, and keep it."""
    found = look(channel, rows, at=at)
    quality_services.save_judgments(found, now=at)
    return found


def look(channel: Channel, rows: Sequence[Listing], *, at: datetime) -> list[Judgment]:
    """Judge some listings as they are this moment; nothing is kept."""
    installation = installation_of(channel)
    connector = _connector(installation) if installation else None
    return [_judgment(one, connector, image_base(installation)) for one in listed_goods.listed(channel, rows, at=at)]


def installation_of(channel: Channel) -> Installation | None:
    """Return a channel's installation; a channel of our own has none."""
    try:
        return channels.installation(channel.id)
    except channels.InstallationMissing:
        return None


def image_base(installation: Installation | None) -> str:
    """Return the address that pictures on this server stand under, as the channel is to reach it."""
    return (installation.settings.get("image_base") if installation else "") or settings.PUBLIC_URL


def issues_of(one: Listed, connector: ChannelConnector | None, base: str) -> list[Issue]:
    """Return what the channel would say against a listing."""
    if one.price is None:
        return [issue("price", "price_missing")]
    if connector is None:
        return []
    return list(connector.check_listing(listed_goods.item(one, image_base=base, link_base=settings.PUBLIC_URL)))


def _connector(installation: Installation) -> ChannelConnector | None:
    """Open the connector for its rules alone; one that lacks settings cannot be asked yet."""
    account = Account(installation.settings, installation.secrets, installation.currency)
    try:
        return connector_named(installation.connector)(account).connector
    except (SettingsWrong, UnknownConnector):
        return None


def _judgment(one: Listed, connector: ChannelConnector | None, base: str) -> Judgment:
    issues, says = issues_of(one, connector, base), one.content
    text = says["description"].value
    judged = Judged(
        title=says["title"].value,
        description=text,
        has_text=bool(text) and text != one.goods.title,
        images=len(content_book.image_addresses(says, base=base)),
        gtin=one.goods.gtin,
        brand=says["brand"].value,
        category=says["category"].value,
        has_price=one.price is not None,
        attributes=len(one.goods.options) + len(content_book.attributes(says)) + len(content_book.facts(says)),
        refusals=sum(issue.blocks for issue in issues if issue.code != "price_missing"),
    )
    return Judgment(listing_id=one.listing.id, score=quality_book.scored(judged), issues=issues)
