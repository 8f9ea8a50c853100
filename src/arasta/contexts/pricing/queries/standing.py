"""Do prices still stand as they stood? Asked of many variants at once, and answered by one word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.kernel import prepared
from arasta.kernel.parameters import as_text

# All that the choice of a price rests on: the lists, whether they are in force, what they say of the variants, and, where one
# is reduced, its history, which also tells by when lists began and ended. Each number is mixed into the hash of those before
# it, so that prices which change places do not cancel out.
_WORD = """
WITH listed AS MATERIALIZED (
  SELECT l.id, l.code, l.channel_id, l.priority, l.starts_at, l.ends_at,
         (l.starts_at IS NULL OR l.starts_at <= %(at)s) AND (l.ends_at IS NULL OR l.ends_at > %(at)s)
  FROM pricing_price_list l
  WHERE l.is_active AND l.currency = %(currency)s AND (l.channel_id IS NULL OR l.channel_id = %(channel)s)
),
priced AS MATERIALIZED (
  SELECT p.variant_id, p.price_list_id, p.min_quantity, p.amount_minor, p.compare_at_minor
  FROM listed l JOIN pricing_price p ON p.price_list_id = l.id
  WHERE p.variant_id = ANY(%(variants)s::uuid[])
)
SELECT concat_ws(' ',
  (SELECT coalesce(sum(hashtextextended(l::text, 0)), 0) FROM listed l),
  (SELECT coalesce(sum(hashint8extended(p.amount_minor, hashint8extended(coalesce(p.compare_at_minor, -1),
     hashint4extended(p.min_quantity, uuid_hash_extended(p.price_list_id, uuid_hash_extended(p.variant_id, 0)))))), 0)
   FROM priced p),
  (SELECT count(*) || ' ' || coalesce(sum(hashtextextended(h.id::text, 0)), 0)
   FROM listed l JOIN pricing_price_history h ON h.price_list_id = l.id
   WHERE h.variant_id IN (SELECT variant_id FROM priced WHERE compare_at_minor IS NOT NULL) AND h.from_at <= %(at)s))
"""


@dataclass(frozen=True, slots=True)
class PricesAsked:
    """Whose prices, on which channel and in which currency: kept as it is asked, for it is asked again and again."""

    variants: str
    channel: str
    currency: str


def asked(variant_ids: Collection[UUID], *, channel_id: UUID, currency: str) -> PricesAsked:
    """Say whose prices are asked for."""
    return PricesAsked((as_text(list(variant_ids)) or b"").decode(), str(channel_id), currency)


def word(asked: PricesAsked, *, at: datetime) -> str:
    """Return a word that is the same for as long as all these prices are: of one unit each, with the lowest before."""
    given = {"variants": asked.variants, "channel": asked.channel, "currency": asked.currency, "at": at}
    [(found,)] = prepared.rows(_WORD, given)
    return str(found)
