"""What may be sold, for readers in a hurry: two statements, and the answer is joined from what the database wrote.

Only plain questions are answered here; whatever is unusual (a SKU that is not known, one without levels, such as a kit)
is left to those who explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from arasta.contexts.catalog.queries import keys
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import at_once, locations
from arasta.contexts.inventory.queries.at_once import Places

_json = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class SeenBy:
    """Who looks: a channel at its locations, or nobody at all of them. All but the ids is ready to be written."""

    channel_id: UUID | None
    word: bytes
    places: Places


def seen_by(channel_code: str | None) -> SeenBy:
    """Return how a channel sees the stock, or how it lies there without one. Raises ChannelMissing."""
    names = {row.id: _json.encode(row.code).decode() for row in locations.locations()}
    if channel_code is None:
        return SeenBy(None, b"null", Places.of(names))
    channel = channels.channel(channel_code)
    served = [place.location_id for place in channels.locations_of(channel.id)]
    places = {key: names[key] for key in served if key in names}
    return SeenBy(channel.id, _json.encode(channel.code), Places.of(places))


def one(sku: str, looker: SeenBy) -> bytes | None:
    """Return what may be sold of a SKU as JSON, or nothing if the question is unusual."""
    found = _each([sku], looker)
    return found[0] if found else None


def many(skus: Sequence[str], looker: SeenBy) -> bytes | None:
    """Return the same of many SKUs, each once, as a JSON list, or nothing if one of them is unusual."""
    found = _each(list(dict.fromkeys(skus)), looker)
    return b"[" + b",".join(found) + b"]" if found else None


def _each(skus: Sequence[str], looker: SeenBy) -> list[bytes] | None:
    known = keys.variant_keys(skus)
    if len(known) != len(skus):
        return None
    found = at_once.at_once([known[sku] for sku in skus], channel_id=looker.channel_id, places=looker.places)
    if len(found) != len(skus):
        return None
    return [
        b'{"sku":%b,"channel":%b,"available":%d,"by_location":{%b}}'
        % (_json.encode(skus[number - 1]), looker.word, total, places.encode())
        for number, total, places in found
    ]
