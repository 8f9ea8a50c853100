"""Which lot units belong to: as somebody said, else first expired first out, else the only one it can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from arasta.contexts.inventory.types import MOVES, MovementKind, Place, Traced
from arasta.kernel.errors import Conflict, Invalid, gettext_noop


class LotRequired(Invalid):
    """Somebody must say which lot it is."""

    code = "lot_required"
    template = gettext_noop("This product is kept by lot: say which lot the units belong to.")


class LotsDoNotAddUp(Invalid):
    """The lots name more or fewer units than move."""

    code = "lots_do_not_add_up"
    template = gettext_noop("The lots name %(named)s units, but %(requested)s move.")


class UnknownLot(Invalid):
    code = "lot_unknown"
    template = gettext_noop("This product has no lot “%(lot)s”.")


class LotExpiryDiffers(Conflict):
    """A lot came in with another date than it is known by."""

    code = "lot_expiry_differs"
    template = gettext_noop(
        "Lot “%(lot)s” is known with another expiry date: %(known)s. Correct the lot if that is wrong."
    )


class LotShort(Conflict):
    """A lot has not so many units here that can move."""

    code = "lot_short"
    template = gettext_noop("Lot “%(lot)s” has only %(available)s units here to take.")


class LotExpired(Conflict):
    """Units of an expired lot were to go to a customer."""

    code = "lot_expired"
    template = gettext_noop("Lot “%(lot)s” has expired: %(expires_on)s.")


class NoLotLeft(Conflict):
    """Too few units are in lots that may leave."""

    code = "no_lot_left"
    template = gettext_noop(
        "Only %(available)s units are in lots that may leave; the others expire too soon, have expired or are blocked."
    )


@dataclass(frozen=True, slots=True)
class LotHere:
    """A lot at a location: its units, and how many of them are set aside."""

    lot_id: UUID
    code: str
    expires_on: date | None = None
    on_hand: int = 0
    blocked: int = 0

    @property
    def free(self) -> int:
        return self.on_hand - self.blocked


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lots of a variant at a location on a day there; selling stops so many days before a lot expires."""

    today: date
    stop_days: int
    lots: tuple[LotHere, ...]

    def may_leave(self, lot: LotHere) -> bool:
        """Tell whether a lot may be taken without anybody naming it."""
        return lot.expires_on is None or self.today + timedelta(days=self.stop_days) <= lot.expires_on

    def has_expired(self, lot: LotHere) -> bool:
        """Tell whether the lot's last day is over."""
        return lot.expires_on is not None and lot.expires_on < self.today

    def oldest_first(self) -> list[LotHere]:
        """Return the lots in the order of their dates; those without one come last."""
        return sorted(self.lots, key=lambda lot: (lot.expires_on or date.max, lot.code))

    def after(self, kind: MovementKind, parts: Sequence[tuple[LotHere, int]]) -> Shelf:
        """Return the shelf after so many units of its lots were moved."""
        move, taken = MOVES[kind], {lot.lot_id: units for lot, units in parts}
        return replace(
            self,
            lots=tuple(
                replace(
                    lot,
                    on_hand=lot.on_hand + move.on_hand * taken.get(lot.lot_id, 0),
                    blocked=lot.blocked + move.unavailable * taken.get(lot.lot_id, 0),
                )
                for lot in self.lots
            ),
        )


Parts = list[tuple[LotHere, int]]

_BY_EXPIRY = {Place.CUSTOMER, Place.TRANSIT}


def first_expired_first_out(shelf: Shelf, quantity: int) -> Parts:
    """Take units from what expires first, never from what may not leave; fewer where there are not so many."""
    parts: Parts = []
    for lot in shelf.oldest_first():
        taken = min(quantity, lot.free) if shelf.may_leave(lot) else 0
        if taken > 0:
            parts.append((lot, taken))
            quantity -= taken
    return parts


def parts_of(kind: MovementKind, quantity: int, traced: Sequence[Traced], shelf: Shelf) -> Parts:
    """Say which lots the units of a movement belong to.

    Raises UnknownLot, LotsDoNotAddUp, LotShort, LotExpired, NoLotLeft, LotRequired.
    """
    if traced:
        return _named(kind, quantity, traced, shelf)
    if MOVES[kind].target in _BY_EXPIRY:
        parts = first_expired_first_out(shelf, quantity)
        found = sum(units for _, units in parts)
        if found < quantity:
            raise NoLotLeft(available=found, requested=quantity)
        return parts
    return [(_only_one(kind, quantity, shelf), quantity)]


def _named(kind: MovementKind, quantity: int, traced: Sequence[Traced], shelf: Shelf) -> Parts:
    wanted: dict[str, int] = {}
    for one in traced:
        wanted[one.code] = wanted.get(one.code, 0) + one.quantity
    if sum(wanted.values()) != quantity or min(wanted.values()) < 1:
        raise LotsDoNotAddUp(named=sum(wanted.values()), requested=quantity)
    known = {lot.code: lot for lot in shelf.lots}
    for code, units in wanted.items():
        if not code:
            raise LotRequired
        if code not in known:
            raise UnknownLot(lot=code)
        _check(kind, known[code], units, shelf)
    for one in traced:
        if one.expires_on and one.expires_on != known[one.code].expires_on:
            raise LotExpiryDiffers(lot=one.code, known=known[one.code].expires_on)
    return [(known[code], units) for code, units in wanted.items()]


def _check(kind: MovementKind, lot: LotHere, units: int, shelf: Shelf) -> None:
    if MOVES[kind].target is Place.CUSTOMER and shelf.has_expired(lot):
        raise LotExpired(lot=lot.code, expires_on=lot.expires_on)
    there = _movable(kind, lot)
    if there is not None and units > there:
        raise LotShort(lot=lot.code, available=there, requested=units)


def _movable(kind: MovementKind, lot: LotHere) -> int | None:
    """Return how many units of a lot here a kind can move; nothing where it brings them from elsewhere."""
    source = MOVES[kind].source
    if source is Place.BLOCKED:
        return lot.blocked
    return lot.free if source in {Place.SHELF, Place.PROMISED} else None


def _only_one(kind: MovementKind, quantity: int, shelf: Shelf) -> LotHere:
    """Return the one lot here that can be meant."""
    here = [lot for lot in shelf.lots if (lot.on_hand if _movable(kind, lot) is None else _movable(kind, lot))]
    if len(here) != 1 or MOVES[kind].source in {Place.CUSTOMER, Place.EXPECTED} or kind is MovementKind.RECEIVED:
        raise LotRequired
    _check(kind, here[0], quantity, shelf)
    return here[0]
