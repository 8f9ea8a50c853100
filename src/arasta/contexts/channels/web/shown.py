"""Rows as screens show them: what is stored, with its words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from arasta.contexts.channels.ports import VariantName, variant_facts
from arasta.contexts.channels.queries import quality
from arasta.contexts.channels.types import (
    PARKED_PREFIX,
    VARIANT_PREFIX,
    Channel,
    Listing,
    ListingStatus,
    ParkedItem,
)
from arasta.contexts.channels.web import words
from arasta.contexts.channels.web.shown_channels import ShownChannel, channels, tabs
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money

__all__ = ["ShownChannel", "ShownListing", "ShownParked", "channels", "listings", "parked", "tabs"]


@dataclass(frozen=True, slots=True)
class ShownListing:
    """A listing, what it is, and what the channel may sell of it now."""

    row: Listing
    name: VariantName | None
    variant_key: str
    status: Promise
    tone: str
    offered: int | None
    price: Money | None
    is_behind: bool
    problem: str


@dataclass(frozen=True, slots=True)
class ShownParked:
    """A parked item with its reason and what one can do."""

    row: ParkedItem
    key: str
    status: Promise
    tone: str
    reason: Promise
    advice: Promise
    explanation: str


def listings(channel: Channel, rows: Sequence[Listing]) -> list[ShownListing]:
    """Show listings with their names and what may be sold now."""
    keys = [row.variant_id for row in rows]
    names = variant_facts().named(keys, language=get_language() or channel.language)
    offered = variant_facts().offered(channel.id, keys)
    judged = quality.judgments([row.id for row in rows if row.problem_code], with_issues=True)
    return [
        ShownListing(
            row=row,
            name=names.get(row.variant_id),
            variant_key=to_public(VARIANT_PREFIX, row.variant_id),
            status=words.LISTING_STATUSES[row.status],
            tone=words.LISTING_TONES[row.status],
            offered=offered.get(row.variant_id),
            price=None if row.pushed_price_minor is None else Money(row.pushed_price_minor, row.currency),
            is_behind=row.status is ListingStatus.ACTIVE and offered.get(row.variant_id) != row.pushed_quantity,
            problem=words.problem(row, judged.get(row.id)),
        )
        for row in rows
    ]


def parked(rows: Sequence[ParkedItem]) -> list[ShownParked]:
    """Show parked items."""
    return [
        ShownParked(
            row=row,
            key=to_public(PARKED_PREFIX, row.id),
            status=words.PARKED_STATUSES[row.status],
            tone=words.PARKED_TONES[row.status],
            reason=words.REASONS[row.reason],
            advice=words.ADVICE[row.reason],
            explanation=row.explanation.said(gettext),
        )
        for row in rows
    ]
