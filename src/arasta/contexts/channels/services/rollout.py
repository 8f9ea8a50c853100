"""Commands: widen or narrow how much of the catalog is published on a channel.

What lies outside the stage is not published; what we told the channel of before is told to be zero, and what we never
told it of is left as it is there.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.channels.events import ChannelChanged
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import outbound
from arasta.contexts.channels.services.listings import mark_listings_dirty
from arasta.contexts.channels.types.outbound import Rollout, RolloutStage
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.outbox import publishing


class ShareOutOfRange(Invalid):
    """A share of the catalog is from nothing to all of it."""

    code = "rollout_share_out_of_range"
    template = gettext_noop("The share of the catalog must be from 0 to 100 percent.")


_SET = """
INSERT INTO channels_rollout (installation_id, stage, percent) VALUES (%s, %s, %s)
ON CONFLICT (installation_id) DO UPDATE SET stage = excluded.stage, percent = excluded.percent, changed_at = now()
"""

_CHOOSE = """
INSERT INTO channels_rollout_variant (installation_id, variant_id)
SELECT %s, v FROM unnest(%s::uuid[]) AS v ORDER BY v ON CONFLICT DO NOTHING
"""


def set_rollout(channel_id: UUID, stage: RolloutStage, *, percent: int = 100, actor: Actor) -> Rollout:
    """Publish nothing, the chosen variants, a share of the catalog, or all; every listing is looked at again.

    Raises ShareOutOfRange, InstallationMissing; publishes ChannelChanged.
    """
    if not 0 <= percent <= 100:
        raise ShareOutOfRange
    with db.transaction():
        installation = reads.installation(channel_id)
        db.execute(_SET, [installation.id, stage.value, percent])
        _look_again(channel_id, actor)
    return outbound.rollout(installation.id)


def choose_variants(channel_id: UUID, variant_ids: Collection[UUID], *, actor: Actor) -> int:
    """Choose variants to be published first; return how many were not chosen before."""
    with db.transaction():
        installation = reads.installation(channel_id)
        added = db.execute(_CHOOSE, [installation.id, list(variant_ids)])
        _look_again(channel_id, actor)
    return added


def drop_variants(channel_id: UUID, variant_ids: Collection[UUID], *, actor: Actor) -> int:
    """Take variants out of those that are published first; return how many were in."""
    with db.transaction():
        installation = reads.installation(channel_id)
        gone = db.execute(
            "DELETE FROM channels_rollout_variant WHERE installation_id = %s AND variant_id = ANY(%s)",
            [installation.id, list(variant_ids)],
        )
        _look_again(channel_id, actor)
    return gone


def _look_again(channel_id: UUID, actor: Actor) -> None:
    mark_listings_dirty(channel_id)
    channel = reads.channel_by_id(channel_id)
    fact = ChannelChanged(channel_id=channel.id, channel_code=channel.code, status=channel.status)
    publishing.publish([fact], actor=actor)
