"""Read what channels keep for themselves and what they are shown of the pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.types import RuleKind
from arasta.kernel import db
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A share or cap; without a variant it holds for all."""

    kind: RuleKind
    value: int
    variant_id: UUID | None


@dataclass(frozen=True, slots=True)
class FenceRow:
    """Units of a variant at a location that are kept for one channel."""

    variant_id: UUID
    location_id: UUID
    quantity: int


def rules(channel_id: UUID, *, cursor: str | None = None, limit: int = 100) -> Page[RuleRow]:
    """Return a channel's shares and caps, which people set: those for everything first, the others in the order they were set."""
    size, after = clamp(limit), decode_cursor(cursor, 2) or [0, 0]
    found = db.rows(
        "SELECT kind, value, variant_id, id, (variant_id IS NOT NULL)::int FROM inventory_channel_rule"
        " WHERE channel_id = %s AND kind <> 'buffer' AND ((variant_id IS NOT NULL)::int, id) > (%s, %s) ORDER BY 5, 4 LIMIT %s",
        [channel_id, *after, size + 1],
    )
    rows = [RuleRow(RuleKind(row[0]), row[1], row[2]) for row in found[:size]]
    return Page(rows, encode_cursor(found[size - 1][4], found[size - 1][3]) if len(found) > size else None)


def fences(channel_id: UUID, *, cursor: str | None = None, limit: int = 100) -> Page[FenceRow]:
    """Return what is kept for a channel, in the order it was first set."""
    size, after = clamp(limit), decode_cursor(cursor, 1)
    found = db.rows(
        "SELECT variant_id, location_id, quantity, id FROM inventory_fence"
        " WHERE channel_id = %s AND quantity > 0 AND id > %s ORDER BY id LIMIT %s",
        [channel_id, after[0] if after else 0, size + 1],
    )
    rows = [FenceRow(*row[:3]) for row in found[:size]]
    return Page(rows, encode_cursor(found[size - 1][3]) if len(found) > size else None)


def own_rules(channel_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, dict[RuleKind, int]]:
    """Return the rules that people set for variants on a channel, those for everything aside."""
    found = db.rows(
        "SELECT variant_id, kind, value FROM inventory_channel_rule"
        " WHERE channel_id = %s AND variant_id = ANY(%s) AND kind <> 'buffer'",
        [channel_id, list(variant_ids)],
    )
    rules: dict[UUID, dict[RuleKind, int]] = {}
    for variant_id, kind, value in found:
        rules.setdefault(variant_id, {})[RuleKind(kind)] = value
    return rules
