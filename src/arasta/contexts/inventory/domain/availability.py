"""What may be sold: decided over levels that are locked, request by request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from arasta.contexts.inventory.types import Level, LevelKey, RuleKind, Shortage, StockLine


def free_for(level: Level, *, dips_into_safety: bool) -> int:
    """Return what a request may take of a level: its safety stock only for goods that are sold already."""
    floor = 0 if dips_into_safety else level.safety_stock
    return max(0, level.available - level.reserved - level.fenced - floor)


def shortages(
    levels: Mapping[LevelKey, Level], lines: Sequence[StockLine], *, dips_into_safety: bool = False
) -> tuple[Shortage, ...]:
    """Return what is missing for the lines together; empty means all can be had."""
    wanted: dict[LevelKey, int] = {}
    for line in lines:
        key = (line.variant_id, line.location_id)
        wanted[key] = wanted.get(key, 0) + line.quantity
    missing = []
    for key, quantity in wanted.items():
        level = levels.get(key)
        free = free_for(level, dips_into_safety=dips_into_safety) if level else 0
        if quantity > free:
            missing.append(Shortage(*key, requested=quantity, available=free))
    return tuple(missing)


def fitting(
    levels: Mapping[LevelKey, Level], lines: Sequence[StockLine], *, dips_into_safety: bool = False
) -> tuple[StockLine, ...]:
    """Return what of the lines can be had, the first line first; a line of which nothing is left falls out.

    The components of a kit's line stand together and are taken for whole kits.
    """
    left = {key: free_for(level, dips_into_safety=dips_into_safety) for key, level in levels.items()}
    fits = []
    for parts in _groups(lines):
        units = min(min(part.quantity, left.get(_key(part), 0)) // part.per_unit for part in parts)
        for part in parts if units else ():
            taken = replace(part, quantity=units * part.per_unit)
            left[_key(part)] -= taken.quantity
            fits.append(taken)
    return tuple(fits)


def _groups(lines: Sequence[StockLine]) -> list[list[StockLine]]:
    """Put the components of one kit's line together; any other line stands alone."""
    groups: list[list[StockLine]] = []
    for line in lines:
        of = (line.kit_id, line.location_id, line.reference)
        last = groups[-1][0] if groups else None
        if line.kit_id and last and of == (last.kit_id, last.location_id, last.reference):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _key(line: StockLine) -> LevelKey:
    return (line.variant_id, line.location_id)


def with_reserved(levels: dict[LevelKey, Level], lines: Sequence[StockLine], sign: int) -> None:
    """Count lines as reserved (sign 1) or no longer (sign -1) in a picture of the levels."""
    for line in lines:
        key = (line.variant_id, line.location_id)
        levels[key] = replace(levels[key], reserved=levels[key].reserved + sign * line.quantity)


def with_committed(levels: dict[LevelKey, Level], lines: Sequence[StockLine]) -> None:
    """Count lines as committed in a picture of the levels."""
    for line in lines:
        key = (line.variant_id, line.location_id)
        levels[key] = replace(levels[key], committed=levels[key].committed + line.quantity)


def offered(pool: int, rules: Mapping[RuleKind, int]) -> int:
    """Return how many of a pool a channel is shown under its share (percent), cap, buffer and least pool.

    A pool below the least is left to the others whole. The buffer is kept back of the pool, not of the share: who sees
    half of it has the other half as a buffer already.
    """
    if pool < rules.get(RuleKind.END_BELOW, 0):
        return 0
    share, cap = rules.get(RuleKind.SHARE), rules.get(RuleKind.CAP)
    shown = pool if share is None else pool * share // 100
    shown = min(shown, pool - rules.get(RuleKind.BUFFER, 0))
    return max(0, shown if cap is None else min(shown, cap))
