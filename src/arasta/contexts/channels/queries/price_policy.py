"""Reads: how channels' prices relate to those for all channels, and which deviations somebody stood up for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from arasta.contexts.channels.domain import price_policy as rules
from arasta.contexts.channels.types.policies import AcceptedPrice, PolicyKind, PricePolicy, Standing
from arasta.kernel import db
from arasta.kernel.money import Money

FREE = PricePolicy()


def policy_of(channel_id: UUID) -> PricePolicy:
    """Return a channel's policy; prices are free where nothing was said."""
    return policies([channel_id]).get(channel_id, FREE)


def policies(channel_ids: Sequence[UUID] | None = None) -> dict[UUID, PricePolicy]:
    """Return the policies of channels, or all there are; a channel without one is absent."""
    found = db.rows(
        "SELECT channel_id, kind, percent, step_minor, tolerance FROM channels_price_policy"
        " WHERE %s::uuid[] IS NULL OR channel_id = ANY(%s)",
        [None if channel_ids is None else list(channel_ids)] * 2,
    )
    return {
        row[0]: PricePolicy(kind=PolicyKind(row[1]), percent=row[2], step_minor=row[3], tolerance=row[4])
        for row in found
    }


def accepted_prices(channel_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, AcceptedPrice]:
    """Return the prices beside the policy that somebody gave a reason for."""
    found = db.rows(
        "SELECT variant_id, price_minor, currency, reason, accepted_by, accepted_at FROM channels_accepted_price"
        " WHERE channel_id = %s AND variant_id = ANY(%s)",
        [channel_id, list(variant_ids)],
    )
    return {row[0]: AcceptedPrice(row[0], Money(row[1], row[2]), *row[3:]) for row in found}


def derived(base: Money, policy: PricePolicy) -> Money | None:
    """Return what a policy makes of the price for all channels; nothing where prices are free."""
    return rules.derived(base, policy)


def standing(price: Money, base: Money | None, policy: PricePolicy, accepted: Money | None) -> Standing:
    """Judge a price by a policy."""
    return rules.standing(price, base, policy, accepted)


def changed_by(price: Money, percent: Decimal, *, step_minor: int = 1) -> Money:
    """Return a price changed by so many percent."""
    return rules.changed_by(price, percent, step_minor)
