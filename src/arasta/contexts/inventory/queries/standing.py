"""Does stock still stand as it stood? Asked of many variants at once, and answered by one word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.queries import availability
from arasta.kernel import prepared
from arasta.kernel.parameters import as_text

# Each number is mixed into the hash of those before it, so that levels which change places do not cancel out.
_WORD = f"""
SELECT concat_ws(' ',
  (SELECT coalesce(sum(hashint4extended(l.on_hand, hashint4extended(l.unavailable, hashint4extended(l.committed,
     hashint4extended(l.reserved, hashint4extended(l.incoming, hashint4extended(l.safety, hashint4extended(l.fenced,
     uuid_hash_extended(l.location_id, uuid_hash_extended(l.variant_id, 0)))))))))), 0)
   FROM ({availability.LEVELS})
     AS l(variant_id, location_id, on_hand, unavailable, committed, reserved, incoming, safety, fenced)),
  (SELECT coalesce(sum(hashtextextended(r::text, 0)), 0) FROM inventory_channel_rule r
   WHERE r.channel_id = %(channel)s AND (r.variant_id = ANY(%(variants)s::uuid[]) OR r.variant_id IS NULL)))
WHERE NOT EXISTS (SELECT FROM inventory_kit_component WHERE kit_id = ANY(%(variants)s::uuid[]))
  AND NOT EXISTS (SELECT FROM inventory_selling_terms WHERE variant_id = ANY(%(variants)s::uuid[]))
"""  # noqa: S608 - all parts are constants


@dataclass(frozen=True, slots=True)
class StockAsked:
    """Whose stock, for which channel and where: kept as it is asked, for it is asked again and again."""

    variants: str
    channel: str
    locations: str


def asked(variant_ids: Collection[UUID], *, channel_id: UUID, location_ids: Sequence[UUID]) -> StockAsked:
    """Say whose stock is asked for."""
    variants, locations = (as_text(list(ids)) or b"" for ids in (variant_ids, location_ids))
    return StockAsked(variants.decode(), str(channel_id), locations.decode())


def word(asked: StockAsked) -> str | None:
    """Return a word that is the same for as long as what may be sold of all these is, and where it lies.

    There is none where a kit or something sold before it is there is among them: these rest on more than levels.
    """
    given = {"variants": asked.variants, "channel": asked.channel, "locations": asked.locations}
    found = prepared.rows(_WORD, {**given, "carts": [], "dips": False})
    return str(found[0][0]) if found else None
