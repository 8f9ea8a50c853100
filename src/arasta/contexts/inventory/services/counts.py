"""Set many levels at once, each item accepted or refused by itself: differences, counts against what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.inventory.models import Adjustment
from arasta.contexts.inventory.services import ledger, reservations
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.services.levels import ReasonMissing
from arasta.contexts.inventory.services.tracing import NamesRequired
from arasta.contexts.inventory.types import AnotherLocation, Level, LevelKey, MovementKind, StockLine, StockPromised
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, DomainError, Invalid, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.quantity import MOST


class StockMoved(Conflict):
    """The level is no longer what the caller saw."""

    code = "stale_quantity"
    template = gettext_noop("The stock is %(on_hand)s now, not %(seen)s as seen. Read it again, then decide.")


class DeltaOrCount(Invalid):
    """An item says both a difference and a count, or neither, or a count that nobody compared with anything."""

    code = "delta_or_count"
    template = gettext_noop("Give either a difference, or a count with the quantity that was seen before.")


class CountOutOfRange(Invalid):
    code = "invalid_quantity"
    template = gettext_noop("On hand must be a whole number between 0 and %(most)s, not %(given)s.")


@dataclass(frozen=True, slots=True)
class Count:
    """A level's change: `delta`, or the new `on_hand` where `seen` was on hand before."""

    variant_id: UUID
    location_id: UUID
    delta: int | None = None
    on_hand: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What is on hand now, and what was before."""

    variant_id: UUID
    location_id: UUID
    on_hand: int
    was: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an item was refused; nothing of it was done."""

    variant_id: UUID
    location_id: UUID
    error: DomainError


def count(
    items: Sequence[Count],
    *,
    reason: str,
    actor: Actor,
    overwrite: bool = False,
    adjustment_id: UUID | None = None,
) -> list[Counted | Refused]:
    """Change levels, each item by itself and in the order given; answer item by item.

    `overwrite`: a count without `seen` stands as it is (somebody counted the shelf). `adjustment_id`: what the caller
    names the cause that will stand in the ledger, if anything moves. A refusal is one of AnotherLocation,
    StockPromised, StockMoved, DeltaOrCount, CountOutOfRange. Raises ReasonMissing; publishes AvailabilityChanged once.
    """
    if not reason.strip():
        raise ReasonMissing
    with db.transaction():
        keys = {(item.variant_id, item.location_id) for item in items if actor.may_at(item.location_id)}
        ledger.ensure(keys)
        before = ledger.lock(keys)
        answers, after = _decide_all(items, before, overwrite=overwrite)
        if any(isinstance(one, Refused) and isinstance(one.error, StockPromised) for one in answers):
            answers, after = _decide_all(items, reservations.without_overdue(before), overwrite=overwrite)
        _write(answers, before, after, reason.strip(), adjustment_id or new_id(), actor=actor)
    return answers


def _decide_all(
    items: Sequence[Count], levels: dict[LevelKey, Level], *, overwrite: bool
) -> tuple[list[Counted | Refused], dict[LevelKey, Level]]:
    after = dict(levels)
    return [_decide(item, after, overwrite=overwrite) for item in items], after


def _decide(item: Count, levels: dict[LevelKey, Level], *, overwrite: bool) -> Counted | Refused:
    """Judge one item by the levels as the items before it left them, and move its level there."""
    key = (item.variant_id, item.location_id)
    level = levels.get(key)
    if level is None:
        return Refused(*key, AnotherLocation())
    target = _target(item, level, overwrite=overwrite)
    if isinstance(target, DomainError):
        return Refused(*key, target)
    if level.is_tracked and target != level.on_hand:
        return Refused(*key, NamesRequired())
    if target != level.on_hand:
        levels[key] = replace(level, on_hand=target)
    return Counted(*key, target, level.on_hand)


def _target(item: Count, level: Level, *, overwrite: bool) -> int | DomainError:
    """Return what will be on hand, or why not."""
    is_compared = item.seen is not None or overwrite
    if (item.delta is None) == (item.on_hand is None) or (item.on_hand is not None and not is_compared):
        return DeltaOrCount()
    if item.seen is not None and item.seen != level.on_hand:
        return StockMoved(on_hand=level.on_hand, seen=item.seen)
    if item.on_hand is not None and not 0 <= item.on_hand <= MOST:
        return CountOutOfRange(most=MOST, given=item.on_hand)
    target = level.on_hand + item.delta if item.delta is not None else item.on_hand or 0
    free = level.available - level.reserved
    if target < level.on_hand and level.on_hand - target > free:
        return StockPromised(free=max(0, free))
    if not 0 <= target <= MOST:
        return CountOutOfRange(most=MOST, given=target)
    return target


def _write(
    answers: Sequence[Counted | Refused],
    before: dict[LevelKey, Level],
    after: dict[LevelKey, Level],
    reason: str,
    adjustment: UUID,
    *,
    actor: Actor,
) -> None:
    """Append a movement for each item that moves units, under one adjustment; without any, holds may have run out."""
    moving = [answer for answer in answers if isinstance(answer, Counted) and answer.on_hand != answer.was]
    if not moving:
        ledger.tell(before, after, cause="expired", cause_id=adjustment, actor=actor)
        return
    Adjustment.objects.create(id=adjustment, reason=reason)
    cause = ("adjustment", adjustment)
    ledger.post([_posting(answer, cause) for answer in moving], actor=actor)
    ledger.tell(before, after, cause="adjusted", cause_id=adjustment, actor=actor)


def _posting(answer: Counted, cause: tuple[str, UUID]) -> Posting:
    difference = answer.on_hand - answer.was
    kind = MovementKind.ADJUSTED_UP if difference > 0 else MovementKind.ADJUSTED_DOWN
    return Posting(kind, StockLine(answer.variant_id, answer.location_id, abs(difference)), cause)
