"""Offer, take and call back batons."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.crypto import salted_hmac

from arasta.contexts.batons import queries
from arasta.contexts.batons.events import CartCarried
from arasta.contexts.batons.models import Baton
from arasta.contexts.batons.types import BatonOver, BatonRow, BatonToOffer, Place, UnknownBaton
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_CALL_BACK = """
UPDATE batons_baton SET called_back_at = clock_timestamp()
WHERE cart_id = ANY(%s) AND taken_at IS NULL AND called_back_at IS NULL
"""

_TAKE = """
UPDATE batons_baton SET taken_at = clock_timestamp(), taken_kind = %s, taken_name = %s, taken_mark = %s,
  taken_by_kind = %s, taken_by_id = %s, taken_by_name = %s WHERE id = %s
"""

_NOTE = """
INSERT INTO batons_baton (id, cart_id, locator, origin_kind, origin_name, offered_by_kind, offered_by_id, offered_by_name,
  offered_at, expires_at, taken_at, taken_kind, taken_name, taken_mark, taken_by_kind, taken_by_id, taken_by_name)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), clock_timestamp() + interval '1 second', clock_timestamp(),
        %s, %s, %s, %s, %s, %s)
"""


def offer(wanted: Sequence[BatonToOffer], *, actor: Actor) -> list[BatonRow]:
    """Make a baton for each cart; one that is in the air for it already is called back."""
    with db.transaction():
        call_back([one.cart_id for one in wanted])
        made = Baton.objects.bulk_create(
            Baton(
                cart_id=one.cart_id,
                locator=one.locator,
                origin_kind=one.origin.kind,
                origin_name=one.origin.name,
                offered_by_kind=actor.kind,
                offered_by_id=actor.id,
                offered_by_name=actor.name,
                expires_at=one.expires_at,
            )
            for one in wanted
        )
    return queries.batons([row.id for row in made])


def call_back(cart_ids: Sequence[UUID]) -> None:
    """Call back what is in the air for these carts; nothing in the air is nothing to do."""
    db.execute(_CALL_BACK, [list(cart_ids)])


def take(code: str, *, to: Place, actor: Actor) -> tuple[BatonRow, bool]:
    """Take a baton for a place; say whether it was taken now, or by the same place before.

    Locks the baton until the transaction's end; publishes CartCarried. Raises UnknownBaton, BatonOver.
    """
    db.require_transaction()
    locator = queries.read_code(code)
    found = db.rows(
        "SELECT id, taken_mark, taken_at IS NULL AND called_back_at IS NULL AND expires_at > clock_timestamp()"
        " FROM batons_baton WHERE locator = %s FOR UPDATE",
        [-1 if locator is None else locator],
    )
    if not found:
        raise UnknownBaton
    key, taken_mark, is_offered = found[0]
    mark = _hash(to.mark)
    if not is_offered:
        if taken_mark and taken_mark == mark:
            return queries.baton(code), False
        raise BatonOver
    db.execute(_TAKE, [to.kind, to.name, mark, actor.kind, actor.id, actor.name, key])
    row = queries.baton(code)
    _tell(row.cart_id, row.origin, to, actor)
    return row, True


def note_carried(cart_id: UUID, *, origin: Place, to: Place, locator: int, actor: Actor) -> None:
    """Record that a cart was carried without a code: by staff who found it, or by its owner who took it back.

    What was in the air for it is called back. Publishes CartCarried.
    """
    db.require_transaction()
    call_back([cart_id])
    who = [actor.kind, actor.id, actor.name]
    db.execute(
        _NOTE, [new_id(), cart_id, locator, origin.kind, origin.name, *who, to.kind, to.name, _hash(to.mark), *who]
    )
    _tell(cart_id, origin, to, actor)


def _tell(cart_id: UUID, origin: Place, to: Place, actor: Actor) -> None:
    publish([CartCarried(cart_id=cart_id, origin=origin.kind, destination=to.kind)], actor=actor)


def _hash(mark: str) -> str:
    return salted_hmac("arasta.batons.mark", mark, algorithm="sha256").hexdigest() if mark else ""
