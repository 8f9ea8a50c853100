"""Set many levels at once, each item accepted or refused by itself: differences, counts against what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.inventory.services import count_rows, ledger, reservations
from arasta.contexts.inventory.services.count_rows import Judged, Row
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.services.levels import ReasonMissing
from arasta.contexts.inventory.services.tracing import NamesRequired
from arasta.contexts.inventory.types import (
    AnotherLocation,
    KitHasNoStock,
    Level,
    LevelKey,
    MovementKind,
    StockLine,
    StockPromised,
)
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
    names the cause that will stand in the ledger, if anything moves. A refusal is one of AnotherLocation, StockPromised,
    StockMoved, DeltaOrCount, CountOutOfRange, KitHasNoStock, NamesRequired. Raises ReasonMissing; publishes
    AvailabilityChanged.
    """
    if not reason.strip():
        raise ReasonMissing
    key = adjustment_id or new_id()
    with db.transaction():
        if len({(item.variant_id, item.location_id) for item in items}) == len(items):
            return _count_at_once(items, reason.strip(), key, actor=actor, overwrite=overwrite)
        return _count_in_turn(items, reason.strip(), key, actor=actor, overwrite=overwrite)


def _count_at_once(
    items: Sequence[Count], reason: str, adjustment: UUID, *, actor: Actor, overwrite: bool
) -> list[Counted | Refused]:
    """Count different levels; those refused because of promises are judged again without the holds that ran out."""
    answers = {
        place: Refused(item.variant_id, item.location_id, wrong)
        for place, item in enumerate(items)
        if (wrong := _wrong_at_sight(item, actor=actor, overwrite=overwrite))
    }
    rows = [_row(place, item) for place, item in enumerate(items) if place not in answers]
    judged = count_rows.write(rows, adjustment=adjustment, actor=actor) if rows else {}
    answers_there = {place: _answer(items[place], one) for place, one in judged.items()}
    moved = {place: one for place, one in judged.items() if not one.verdict and one.target != one.was}
    if moved:
        _write_adjustment(adjustment, reason)
        keys = [(items[place].variant_id, items[place].location_id) for place in moved]
        count_rows.tell(keys, list(moved.values()), adjustment=adjustment, actor=actor)
    again = [place for place, one in judged.items() if one.verdict == count_rows.PROMISED]
    if again:
        second = _count_in_turn([items[place] for place in again], reason, adjustment, actor=actor, overwrite=overwrite)
        answers_there.update(zip(again, second, strict=True))
    return [answers_there[place] if place in answers_there else answers[place] for place in range(len(items))]


def _wrong_at_sight(item: Count, *, actor: Actor, overwrite: bool) -> DomainError | None:
    return _malformed(item, overwrite=overwrite) if actor.may_at(item.location_id) else AnotherLocation()


def _answer(item: Count, one: Judged) -> Counted | Refused:
    if not one.verdict:
        return Counted(item.variant_id, item.location_id, one.target, one.was)
    return Refused(item.variant_id, item.location_id, _error(one, item))


def _row(place: int, item: Count) -> Row:
    return Row(place, new_id(), item.variant_id, item.location_id, item.delta, item.on_hand, item.seen)


def _error(one: Judged, item: Count) -> DomainError:
    if one.verdict == count_rows.KIT:
        return KitHasNoStock()
    if one.verdict == count_rows.STALE:
        return StockMoved(on_hand=one.was, seen=item.seen)
    if one.verdict == count_rows.PROMISED:
        return StockPromised(free=max(0, one.free))
    return NamesRequired() if one.verdict == count_rows.TRACKED else CountOutOfRange(most=MOST, given=one.target)


def _count_in_turn(
    items: Sequence[Count], reason: str, adjustment: UUID, *, actor: Actor, overwrite: bool
) -> list[Counted | Refused]:
    """Count levels some of which are given more than once, each item upon what those before it left."""
    kits = count_rows.kits_among({item.variant_id for item in items})
    keys = {
        (item.variant_id, item.location_id)
        for item in items
        if actor.may_at(item.location_id) and item.variant_id not in kits
    }
    ledger.ensure(keys)
    before = ledger.lock(keys)
    answers, after = _decide_all(items, before, overwrite=overwrite)
    if any(isinstance(one, Refused) and isinstance(one.error, StockPromised) for one in answers):
        answers, after = _decide_all(items, reservations.without_overdue(before), overwrite=overwrite)
    _write(answers, before, after, reason, adjustment, actor=actor)
    return [
        Refused(one.variant_id, one.location_id, KitHasNoStock()) if one.variant_id in kits else one for one in answers
    ]


def _malformed(item: Count, *, overwrite: bool) -> DomainError | None:
    """Return what is wrong with an item in itself."""
    is_compared = item.seen is not None or overwrite
    if (item.delta is None) == (item.on_hand is None) or (item.on_hand is not None and not is_compared):
        return DeltaOrCount()
    if item.on_hand is not None and not 0 <= item.on_hand <= MOST:
        return CountOutOfRange(most=MOST, given=item.on_hand)
    return None


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
    wrong = _malformed(item, overwrite=overwrite)
    if wrong is not None:
        return wrong
    if item.seen is not None and item.seen != level.on_hand:
        return StockMoved(on_hand=level.on_hand, seen=item.seen)
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
    _write_adjustment(adjustment, reason)
    cause = ("adjustment", adjustment)
    ledger.post([_posting(answer, cause) for answer in moving], actor=actor)
    ledger.tell(before, after, cause="adjusted", cause_id=adjustment, actor=actor)


def _write_adjustment(adjustment: UUID, reason: str) -> None:
    """Write the cause of movements; it may stand already, from the first look at the same items."""
    db.execute(
        "INSERT INTO inventory_adjustment (id, reason) VALUES (%s, %s) ON CONFLICT (id) DO NOTHING",
        [adjustment, reason],
    )


def _posting(answer: Counted, cause: tuple[str, UUID]) -> Posting:
    difference = answer.on_hand - answer.was
    kind = MovementKind.ADJUSTED_UP if difference > 0 else MovementKind.ADJUSTED_DOWN
    return Posting(kind, StockLine(answer.variant_id, answer.location_id, abs(difference)), cause)
