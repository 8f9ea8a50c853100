"""Commands: say how a channel's prices relate to those for all channels, and stand up for deviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.domain import price_policy as rules
from arasta.contexts.channels.types.policies import PolicyInvalid, PricePolicy, PriceReasonMissing
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

_SAVE = """
INSERT INTO channels_price_policy (id, channel_id, kind, percent, step_minor, tolerance)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (channel_id) DO UPDATE SET kind = excluded.kind, percent = excluded.percent,
  step_minor = excluded.step_minor, tolerance = excluded.tolerance
"""

_ACCEPT = """
INSERT INTO channels_accepted_price (id, channel_id, variant_id, price_minor, currency, reason, accepted_by, accepted_at)
SELECT n.id, %s, n.variant, n.minor, n.currency, %s, %s, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::text[]) AS n(id, variant, minor, currency)
ON CONFLICT (channel_id, variant_id) DO UPDATE SET price_minor = excluded.price_minor, currency = excluded.currency,
  reason = excluded.reason, accepted_by = excluded.accepted_by, accepted_at = excluded.accepted_at
"""


def save_policy(channel_id: UUID, policy: PricePolicy) -> None:
    """Say how a channel's prices relate to those for all channels. Raises PolicyInvalid."""
    if not rules.is_sound(policy):
        raise PolicyInvalid
    db.execute(_SAVE, [new_id(), channel_id, policy.kind, policy.percent, policy.step_minor, policy.tolerance])


def accept_prices(channel_id: UUID, prices: Mapping[UUID, Money], *, reason: str, now: datetime, actor: Actor) -> None:
    """Stand up for prices beside the policy; each counts for exactly its amount. Raises PriceReasonMissing."""
    said = reason.replace("\x00", "").strip()[:2000]
    if not said:
        raise PriceReasonMissing
    db.execute(
        _ACCEPT,
        [
            channel_id,
            said,
            actor.name,
            now,
            [new_id() for _ in prices],
            list(prices),
            [price.minor for price in prices.values()],
            [price.currency for price in prices.values()],
        ],
    )


def forget_accepted(channel_id: UUID, variant_ids: Sequence[UUID]) -> None:
    """Stand up for deviations no more."""
    db.execute(
        "DELETE FROM channels_accepted_price WHERE channel_id = %s AND variant_id = ANY(%s)",
        [channel_id, list(variant_ids)],
    )
