"""Read batons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from arasta.contexts.batons.domain import codes
from arasta.contexts.batons.types import BatonId, BatonRow, BatonStatus, Place, PlaceKind, UnknownBaton
from arasta.kernel import db

_SALT = "arasta.batons.code"
_BATON = """
SELECT id, cart_id, locator, origin_kind, origin_name, offered_by_name, offered_at, expires_at, taken_at, taken_kind,
       taken_name, taken_by_name, called_back_at, expires_at <= clock_timestamp() FROM batons_baton
"""


def looks_like_code(text: str) -> bool:
    """Tell whether a typed or scanned text has the shape of a code, or of an address that ends in one."""
    return codes.read(text) is not None


def read_code(text: str) -> int | None:
    """Return the locator a code was made from; nothing if it was not made here."""
    parts = codes.read(text)
    return parts[0] if parts and parts[1] == _proof(parts[0]) else None


def code_of(locator: int) -> str:
    """Return the code of a locator."""
    return codes.write(locator, _proof(locator))


def baton(code: str) -> BatonRow:
    """Return the baton of a code, whatever became of it. Raises UnknownBaton."""
    locator = read_code(code)
    found = _batons("WHERE locator = %s", [locator]) if locator is not None else []
    if not found:
        raise UnknownBaton
    return found[0]


def batons(baton_ids: Sequence[UUID]) -> list[BatonRow]:
    """Return the batons of these ids that exist, in the order given."""
    found = {row.id: row for row in _batons("WHERE id = ANY(%s)", [list(baton_ids)])}
    return [found[BatonId(key)] for key in baton_ids if BatonId(key) in found]


def offered(cart_id: UUID) -> BatonRow | None:
    """Return the baton of a cart that is in the air now."""
    found = _batons("WHERE cart_id = %s AND taken_at IS NULL AND called_back_at IS NULL", [cart_id])
    return found[0] if found and found[0].status is BatonStatus.OFFERED else None


def journey_of(cart_id: UUID) -> list[BatonRow]:
    """Return all batons of a cart, the first first."""
    return _batons("WHERE cart_id = %s ORDER BY offered_at, id", [cart_id])


def _batons(tail: str, params: Sequence[Any]) -> list[BatonRow]:
    return [_row(columns) for columns in db.rows(_BATON + tail, params)]


def _row(columns: Sequence[Any]) -> BatonRow:
    key, cart_id, locator, kind, name, by, at, ends, taken_at, taken_kind, taken_name, taken_by, called_back, over = (
        columns
    )
    return BatonRow(
        id=BatonId(key),
        cart_id=cart_id,
        code=code_of(locator),
        status=_status(taken_at is not None, called_back is not None, over),
        origin=Place(PlaceKind(kind), name),
        offered_by=by,
        offered_at=at,
        expires_at=ends,
        destination=Place(PlaceKind(taken_kind), taken_name) if taken_kind else None,
        taken_by=taken_by,
        taken_at=taken_at,
    )


def _status(is_taken: bool, is_called_back: bool, is_over: bool) -> BatonStatus:
    if is_taken:
        return BatonStatus.TAKEN
    if is_called_back:
        return BatonStatus.CALLED_BACK
    return BatonStatus.EXPIRED if is_over else BatonStatus.OFFERED


def _proof(locator: int) -> int:
    digest = salted_hmac(_SALT, str(locator), algorithm="sha256").digest()
    return int.from_bytes(digest[:4], "big") % codes.PROOFS
