"""Commands: say at what risk a channel keeps units back, and compute how many of which variant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.domain import buffers
from arasta.contexts.channels.events import ChannelChanged
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.types.buffers import MOST_KEPT_BACK, BufferTerms, Speed
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox import publishing

_SECOND = timedelta(seconds=1)


class BufferTermsOutOfRange(Invalid):
    """A risk is between nothing and a half, and a buffer has an end."""

    code = "buffer_terms_out_of_range"
    template = gettext_noop("The risk is 0.1 to 50 percent, and 1 to %(most)s units may be kept back.")


_TERMS = """
INSERT INTO channels_buffer_terms (id, channel_id, is_on, risk_permille, most) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (channel_id) DO UPDATE
SET is_on = excluded.is_on, risk_permille = excluded.risk_permille, most = excluded.most
"""

_KEEP = """
WITH new AS (
  SELECT n.* FROM unnest(%(ids)s::uuid[], %(variants)s::uuid[], %(units)s::smallint[], %(sold)s::bigint[],
                         %(seconds)s::int[]) AS n(id, variant_id, units, sold, seconds)
  JOIN channels_listing l ON l.channel_id = %(channel)s AND l.variant_id = n.variant_id
), gone AS (
  DELETE FROM channels_buffer WHERE channel_id = %(channel)s AND variant_id NOT IN (SELECT variant_id FROM new)
  RETURNING variant_id
), kept AS (
  INSERT INTO channels_buffer (id, channel_id, variant_id, units, sold, over_seconds, delay_ms, risk_permille,
                               computed_at)
  SELECT id, %(channel)s, variant_id, units, sold, seconds, %(delay)s, %(risk)s, %(at)s FROM new ORDER BY variant_id
  ON CONFLICT (channel_id, variant_id) DO UPDATE
  SET units = excluded.units, sold = excluded.sold, over_seconds = excluded.over_seconds,
      delay_ms = excluded.delay_ms, risk_permille = excluded.risk_permille, computed_at = excluded.computed_at
  RETURNING variant_id, units
)
SELECT variant_id, units::int FROM kept UNION ALL SELECT variant_id, 0 FROM gone
"""


def set_terms(channel_id: UUID, terms: BufferTerms, *, actor: Actor) -> None:
    """Say whether units are kept back from a channel and at what risk; counts from the next computation on.

    Raises BufferTermsOutOfRange, ChannelMissing; publishes ChannelChanged.
    """
    if not (1 <= terms.risk_permille <= 500 and 1 <= terms.most <= MOST_KEPT_BACK):
        raise BufferTermsOutOfRange(most=MOST_KEPT_BACK)
    with db.transaction():
        channel = reads.channel_by_id(channel_id)
        db.execute(_TERMS, [new_id(), channel_id, terms.is_on, terms.risk_permille, terms.most])
        changed = ChannelChanged(channel_id=channel.id, channel_code=channel.code, status=channel.status)
        publishing.publish([changed], actor=actor)


def compute(
    channel_id: UUID, speeds: Mapping[UUID, Speed], *, terms: BufferTerms, delay_ms: int, at: datetime
) -> dict[UUID, int]:
    """Compute and keep the buffers of a channel from how fast its listed variants sell elsewhere.

    Returns units by variant: 0 for those that had a buffer and need none any more. Nothing is kept while it is off.
    """
    needed = _needed(speeds, terms, delay_ms) if terms.is_on else {}
    given = {
        "channel": channel_id,
        "ids": [new_id() for _ in needed],
        "variants": list(needed),
        "units": list(needed.values()),
        "sold": [speeds[variant].units for variant in needed],
        "seconds": [speeds[variant].over // _SECOND for variant in needed],
        "delay": delay_ms,
        "risk": terms.risk_permille,
        "at": at,
    }
    return dict(db.rows(_KEEP, given))


def _needed(speeds: Mapping[UUID, Speed], terms: BufferTerms, delay_ms: int) -> dict[UUID, int]:
    """Return what is needed where something is; variants that sell equally fast are computed once."""
    known: dict[Speed, int] = {}
    needed = {}
    for variant, speed in speeds.items():
        if speed not in known:
            known[speed] = buffers.buffer_for(
                speed, delay_ms=delay_ms, risk_permille=terms.risk_permille, most=terms.most
            )
        if known[speed]:
            needed[variant] = known[speed]
    return needed
