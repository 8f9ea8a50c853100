"""Mark changed prices for listeners and publish them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.pricing.events import PricesChanged
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.outbox.publishing import publish

MOST = 1_000


def announce(variant_ids: Collection[UUID], *, actor: Actor) -> None:
    """Mark the variants' prices as changed and publish PricesChanged, a thousand variants to a fact."""
    keys = sorted(set(variant_ids))
    if not keys:
        return
    dirty.mark(dirty.PRICES, keys)
    publish([PricesChanged(variant_ids=tuple(keys[at : at + MOST])) for at in range(0, len(keys), MOST)], actor=actor)


def announce_lists(list_ids: Collection[UUID], *, actor: Actor) -> None:
    """Announce every variant that has a price on one of the lists."""
    found = db.rows("SELECT DISTINCT variant_id FROM pricing_price WHERE price_list_id = ANY(%s)", [list(list_ids)])
    announce([row[0] for row in found], actor=actor)
