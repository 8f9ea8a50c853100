"""Correct levels by SKU and location code: differences, or counts compared with what was seen.

one transaction: find what is meant, judge each line under the lock of its level, write; one refusal undoes all unless a
part will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import counts
from arasta.contexts.inventory.services.counts import Count, Refused
from arasta.contexts.inventory.types import UnknownLocation
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """A level's change: `delta`, or the new `on_hand` where `seen` was on hand before."""

    sku: str
    location: str
    delta: int | None = None
    on_hand: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The adjustment that stands in the ledger, and the lines that were refused, by their place in the request."""

    id: UUID
    refused: tuple[tuple[int, DomainError], ...] = ()


def correct(lines: Sequence[ToCorrect], *, reason: str, in_part: bool = False, actor: Actor) -> Corrected:
    """Correct levels, all lines or none, or `in_part` those that can be corrected.

    Raises ReasonMissing and, of the first line that is refused, UnknownSku, UnknownLocation, StockMoved, StockPromised,
    AnotherLocation or CountOutOfRange.
    """
    refused: list[tuple[int, DomainError]] = []
    found = _found(lines, refused)
    _raise_first(refused, in_part)
    key = new_id()
    with db.transaction():
        items = [item for _, item in found]
        answers = counts.count(items, reason=reason, actor=actor, adjustment_id=key)
        for (index, _), answer in zip(found, answers, strict=True):
            if isinstance(answer, Refused):
                refused.append((index, _named(answer.error, lines[index])))
        _raise_first(refused, in_part)
    return Corrected(key, tuple(sorted(refused, key=lambda one: one[0])))


def _found(lines: Sequence[ToCorrect], refused: list[tuple[int, DomainError]]) -> list[tuple[int, Count]]:
    known = variants.variant_ids_by_sku({line.sku for line in lines})
    places = {row.code.lower(): row.id for row in locations.locations()}
    found = []
    for index, line in enumerate(lines):
        variant, place = known.get(line.sku), places.get(line.location.lower())
        if variant is None:
            refused.append((index, UnknownSku(sku=line.sku)))
        elif place is None:
            refused.append((index, UnknownLocation(location=line.location)))
        else:
            found.append((index, Count(variant, place, line.delta, line.on_hand, line.seen)))
    return found


def _raise_first(refused: Sequence[tuple[int, DomainError]], in_part: bool) -> None:
    if refused and not in_part:
        raise refused[0][1]


def _named(error: DomainError, line: ToCorrect) -> DomainError:
    """Let a refusal say which level it is about."""
    error.details.update(sku=line.sku, location=line.location)
    return error
