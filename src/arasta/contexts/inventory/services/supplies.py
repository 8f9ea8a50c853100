"""Goods that are to come: announced, altered, received, canceled. What is promised of them follows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from arasta.contexts.inventory.services import backorders, ledger
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.types import LevelKey, MovementKind, StockLine, SupplyKind, SupplyStatus, Traced
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Missing, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.quantity import quantity as checked


class UnknownSupply(Missing):
    code = "unknown_supply"
    template = gettext_noop("These goods were never announced.")


class SupplyClosed(Conflict):
    code = "supply_closed"
    template = gettext_noop("These goods have all come, or were canceled. Announce new ones.")


class TwiceInOneCall(Conflict):
    code = "supply_named_twice"
    template = gettext_noop("The same announced goods are named twice.")


@dataclass(frozen=True, slots=True)
class SupplyInput:
    """Units of a variant that are to come to a location on a day; `reference` is the purchase order, for example."""

    variant_id: UUID
    location_id: UUID
    quantity: int
    expected_on: date
    kind: SupplyKind = SupplyKind.PURCHASE
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Alteration:
    """What is known better now: another day, another quantity in all, or both."""

    supply_id: UUID
    quantity: int | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Units of a supply that are here. More than was announced may come. `is_last`: the rest will not come."""

    supply_id: UUID
    quantity: int
    is_last: bool = False
    traced: tuple[Traced, ...] = ()


@dataclass(frozen=True, slots=True)
class _Supply:
    id: UUID
    key: LevelKey
    quantity: int
    received: int
    expected_on: date
    status: SupplyStatus

    @property
    def left(self) -> int:
        return self.quantity - self.received


_ANNOUNCE = """
INSERT INTO inventory_supply (id, variant_id, location_id, kind, reference, quantity, expected_on)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::int[], %s::date[])
"""

_ALTER = """
UPDATE inventory_supply s SET quantity = a.quantity, received = a.received, expected_on = a.expected_on, status = a.status
FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::date[], %s::text[]) AS a(id, quantity, received, expected_on, status)
WHERE s.id = a.id
"""


def announce(wanted: Sequence[SupplyInput], *, actor: Actor) -> list[UUID]:
    """Say what is to come; return the supplies in the order given. Raises AnotherLocation, KitHasNoStock, InvalidQuantity.

    Who waits without a day gets one. Publishes AvailabilityChanged, PromiseMoved.
    """
    if not wanted:
        return []
    ids = [new_id() for _ in wanted]
    keys = {(one.variant_id, one.location_id) for one in wanted}
    ledger.refuse_elsewhere([one.location_id for one in wanted], actor=actor)
    with db.transaction():
        ledger.ensure(keys)
        before = ledger.lock(keys)
        db.execute(
            _ANNOUNCE,
            [
                ids,
                [one.variant_id for one in wanted],
                [one.location_id for one in wanted],
                [one.kind.value for one in wanted],
                [one.reference.strip() for one in wanted],
                [checked(one.quantity) for one in wanted],
                [one.expected_on for one in wanted],
            ],
        )
        postings = [
            Posting(MovementKind.ANNOUNCED, StockLine(one.variant_id, one.location_id, one.quantity), ("supply", key))
            for key, one in zip(ids, wanted, strict=True)
        ]
        ledger.post(postings, actor=actor)
        ledger.tell(before, ledger.moved(before, postings), cause="announced", cause_id=ids[0], actor=actor)
        backorders.refresh(keys, actor=actor)
    return ids


def alter(alterations: Sequence[Alteration], *, actor: Actor) -> None:
    """Change the day or the quantity of goods that are still to come; what was received stays received.

    Raises UnknownSupply, SupplyClosed, AnotherLocation; publishes AvailabilityChanged, PromiseMoved.
    """
    asked = {one.supply_id: one for one in alterations}
    with db.transaction():
        changed = []
        for supply in _lock(asked, actor):
            wish = asked[supply.id]
            total = supply.quantity if wish.quantity is None else max(checked(wish.quantity), supply.received)
            changed.append(replace(supply, quantity=total, expected_on=wish.expected_on or supply.expected_on))
        _settle(changed, [], cause="announced", actor=actor)


def cancel(supply_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Say that what is left of supplies will not come.

    Raises UnknownSupply, SupplyClosed, AnotherLocation; publishes AvailabilityChanged, PromiseMoved.
    """
    with db.transaction():
        changed = [replace(supply, quantity=supply.received) for supply in _lock(supply_ids, actor)]
        _settle(changed, [], cause="recalled", actor=actor)


def receive(arrivals: Sequence[Arrival], *, actor: Actor) -> None:
    """Put what came on shelves; who waited longest gets it in the same transaction.

    Raises UnknownSupply, SupplyClosed, AnotherLocation; publishes AvailabilityChanged, BackordersFilled, PromiseMoved.
    """
    asked = {one.supply_id: one for one in arrivals}
    if len(asked) < len(arrivals):
        raise TwiceInOneCall
    with db.transaction():
        changed, postings = [], []
        for supply in _lock(asked, actor):
            came = asked[supply.id]
            received = supply.received + checked(came.quantity)
            total = received if came.is_last else max(supply.quantity, received)
            changed.append(replace(supply, quantity=total, received=received))
            line = StockLine(*supply.key, came.quantity, traced=came.traced)
            postings.append(Posting(MovementKind.ARRIVED, line, ("supply", supply.id)))
        _settle(changed, postings, cause="arrived", actor=actor)


def _lock(supply_ids: Sequence[UUID] | dict[UUID, Alteration] | dict[UUID, Arrival], actor: Actor) -> list[_Supply]:
    """Lock the levels of supplies, then read the supplies as they are now: whoever changes one locks its level first."""
    ids = list(dict.fromkeys(supply_ids))
    keys = db.rows("SELECT variant_id, location_id FROM inventory_supply WHERE id = ANY(%s)", [ids])
    if len(keys) < len(ids):
        raise UnknownSupply
    ledger.refuse_elsewhere([key[1] for key in keys], actor=actor)
    ledger.lock((key[0], key[1]) for key in keys)
    found = db.rows(
        "SELECT id, variant_id, location_id, quantity, received, expected_on, status FROM inventory_supply"
        " WHERE id = ANY(%s)",
        [ids],
    )
    supplies = {r[0]: _Supply(r[0], (r[1], r[2]), r[3], r[4], r[5], SupplyStatus(r[6])) for r in found}
    if any(one.status is not SupplyStatus.EXPECTED for one in supplies.values()):
        raise SupplyClosed
    return [supplies[key] for key in ids]


def _settle(changed: Sequence[_Supply], arrived: Sequence[Posting], *, cause: str, actor: Actor) -> None:
    """Store supplies, write to the ledger by how much less or more is to come, and give out what is here."""
    keys = {supply.key for supply in changed}
    before = ledger.lock(keys)
    old = dict(db.rows("SELECT id, quantity FROM inventory_supply WHERE id = ANY(%s)", [[one.id for one in changed]]))
    db.execute(
        _ALTER,
        [
            [one.id for one in changed],
            [one.quantity for one in changed],
            [one.received for one in changed],
            [one.expected_on for one in changed],
            [_status(one) for one in changed],
        ],
    )
    postings = [*_differences(changed, old), *arrived]
    ledger.post(postings, actor=actor)
    after = backorders.fill(ledger.moved(before, postings), actor=actor) if arrived else ledger.moved(before, postings)
    ledger.tell(before, after, cause=cause, cause_id=changed[0].id, actor=actor)
    backorders.refresh(keys, actor=actor)


def _status(supply: _Supply) -> str:
    if supply.left:
        return SupplyStatus.EXPECTED
    return SupplyStatus.RECEIVED if supply.received else SupplyStatus.CANCELED


def _differences(changed: Sequence[_Supply], old: dict[UUID, int]) -> list[Posting]:
    """Announce what more is to come, before it may arrive, and recall what is not to come."""
    postings = []
    for supply in changed:
        more = supply.quantity - old[supply.id]
        if more:
            kind = MovementKind.ANNOUNCED if more > 0 else MovementKind.RECALLED
            postings.append(Posting(kind, StockLine(*supply.key, abs(more)), ("supply", supply.id)))
    return postings
