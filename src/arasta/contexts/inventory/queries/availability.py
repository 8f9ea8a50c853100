"""What may be sold now: per level, and per channel under its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.domain import availability, kits
from arasta.contexts.inventory.queries import kits as kit_book
from arasta.contexts.inventory.types import Level, Recipe, RuleKind
from arasta.kernel import prepared


@dataclass(frozen=True, slots=True)
class Offered:
    """What a channel may show of a variant: in all, and sellable by location."""

    variant_id: UUID
    total: int
    by_location: Mapping[UUID, int]


LEVELS = """
SELECT l.variant_id, l.location_id, l.on_hand, l.unavailable, l.committed,
       l.reserved - CASE WHEN l.reserved = 0 THEN 0 ELSE COALESCE((
         SELECT sum(r.quantity)::int FROM inventory_reservation r
         WHERE r.variant_id = l.variant_id AND r.location_id = l.location_id AND r.status = 'held'
           AND (r.expires_at <= clock_timestamp() OR r.cart_id = ANY(%(carts)s::uuid[]))), 0) END,
       l.incoming, CASE WHEN %(dips)s THEN 0 ELSE l.safety_stock END,
       COALESCE((SELECT sum(f.quantity)::int FROM inventory_fence f
                 WHERE f.variant_id = l.variant_id AND f.location_id = l.location_id AND f.channel_id <> %(channel)s::uuid), 0)
FROM inventory_level l WHERE l.variant_id = ANY(%(variants)s::uuid[])
  AND l.location_id = ANY(%(locations)s::uuid[])
"""

_RULES = """
SELECT v.variant_id, r.kind, r.value FROM unnest(%(variants)s::uuid[]) AS v(variant_id)
JOIN LATERAL (
  SELECT DISTINCT ON (kind) kind, value FROM inventory_channel_rule
  WHERE channel_id = %(channel)s AND (variant_id = v.variant_id OR variant_id IS NULL)
  ORDER BY kind, variant_id NULLS LAST
) r ON true
"""


def sellable(
    variant_ids: Sequence[UUID],
    *,
    channel_id: UUID | None,
    location_ids: Sequence[UUID],
    cart_id: UUID | None = None,
    own_carts: Sequence[UUID] = (),
    dips_into_safety: bool = False,
) -> list[Level]:
    """Return levels as a channel sees them now: overdue holds and the cart's own hold do not count, others' fences do.

    Without a channel nobody's fences do. `own_carts`: other carts of the same customer, whose holds do not count either.
    A kit comes as if it had levels: as many as its components make. Only variants without a level are looked up as kits.
    """
    seen = {
        "locations": list(location_ids),
        "channel": channel_id,
        "carts": [cart for cart in (cart_id, *own_carts) if cart is not None],
        "dips": dips_into_safety,
    }
    levels = _levels(variant_ids, seen)
    recipes = _recipes(variant_ids, levels)
    if not recipes:
        return levels
    components = {component for recipe in recipes.values() for component, _ in recipe}
    return [*levels, *kits.kit_levels(recipes, _levels(sorted(components), seen))]


def _levels(variant_ids: Sequence[UUID], seen: Mapping[str, object]) -> list[Level]:
    return [Level(*row) for row in prepared.rows(LEVELS, {**seen, "variants": list(variant_ids)})]


def _recipes(variant_ids: Sequence[UUID], levels: Sequence[Level]) -> dict[UUID, Recipe]:
    bare = set(variant_ids) - {level.variant_id for level in levels}
    return kit_book.recipes(sorted(bare)) if bare else {}


def rules_of(variant_ids: Sequence[UUID], *, channel_id: UUID) -> dict[UUID, dict[RuleKind, int]]:
    """Return a channel's share and cap per variant; a variant's own rule beats the channel's."""
    rules: dict[UUID, dict[RuleKind, int]] = {}
    for variant, kind, value in prepared.rows(_RULES, {"variants": list(variant_ids), "channel": channel_id}):
        rules.setdefault(variant, {})[RuleKind(kind)] = value
    return rules


def offered(
    variant_ids: Sequence[UUID],
    *,
    channel_id: UUID,
    location_ids: Sequence[UUID],
    cart_id: UUID | None = None,
    own_carts: Sequence[UUID] = (),
) -> dict[UUID, Offered]:
    """Return what a channel may show of each variant over its locations, in two statements."""
    rules = rules_of(variant_ids, channel_id=channel_id)
    pools: dict[UUID, dict[UUID, int]] = {variant: {} for variant in variant_ids}
    levels = sellable(
        variant_ids, channel_id=channel_id, location_ids=location_ids, cart_id=cart_id, own_carts=own_carts
    )
    for level in levels:
        pools[level.variant_id][level.location_id] = level.sellable
    return {
        variant: Offered(variant, availability.offered(sum(pool.values()), rules.get(variant, {})), pool)
        for variant, pool in pools.items()
    }
