"""Save registers and write receipts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.registers import queries
from arasta.contexts.registers.events import ReceiptWritten
from arasta.contexts.registers.models import Register
from arasta.contexts.registers.queries import UnknownRegister
from arasta.contexts.registers.types import (
    ReceiptRow,
    ReceiptTender,
    ReceiptToWrite,
    RegisterRow,
    RegisterToSave,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_SAVE = """
INSERT INTO registers_register (id, code, name, location_id, channel_id, is_active)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::boolean[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name, location_id = excluded.location_id,
  channel_id = excluded.channel_id, is_active = excluded.is_active
RETURNING id
"""

_WRITE = """
WITH asked AS (
  SELECT a.*, row_number() OVER (PARTITION BY a.register_id ORDER BY a.place) AS step
  FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[],
              %s::bigint[], %s::text[], %s::timestamptz[]) WITH ORDINALITY
       AS a(id, register_id, order_id, order_number, cashier_id, cashier_name, tender, tendered, change, currency, at,
            place)
  WHERE NOT EXISTS (SELECT FROM registers_receipt r WHERE r.order_id = a.order_id)
), counted AS (
  UPDATE registers_register r SET last_receipt = r.last_receipt + n.receipts
  FROM (SELECT register_id, count(*) AS receipts FROM asked GROUP BY register_id) n
  WHERE r.id = n.register_id
  RETURNING r.id, r.last_receipt - n.receipts AS before
)
INSERT INTO registers_receipt (id, register_id, number, order_id, order_number, cashier_id, cashier_name, tender,
                               tendered_minor, change_minor, currency, printed_at)
SELECT a.id, a.register_id, c.before + a.step, a.order_id, a.order_number, a.cashier_id, a.cashier_name, a.tender,
       a.tendered, a.change, a.currency, a.at
FROM asked a JOIN counted c ON c.id = a.register_id
RETURNING id
"""


class ChangeWrong(Invalid):
    """The change does not fit what was tendered."""

    code = "change_wrong"
    template = gettext_noop("Change is given from cash only, in the same currency, and never more than was tendered.")


class RegisterClosed(Conflict):
    """The register is not in use."""

    code = "register_not_active"
    template = gettext_noop("Register %(code)s is not in use.")


def save_registers(registers: Sequence[RegisterToSave]) -> list[RegisterRow]:
    """Make or change registers by code. Rows come back by code."""
    with db.transaction():
        saved = db.rows(
            _SAVE,
            [
                [new_id() for _ in registers],
                [register.code for register in registers],
                [register.name for register in registers],
                [register.location_id for register in registers],
                [register.channel_id for register in registers],
                [register.is_active for register in registers],
            ],
        )
        kept = {key for (key,) in saved}
        return [row for row in queries.registers() if row.id in kept]


def write_receipts(receipts: Sequence[ReceiptToWrite], *, actor: Actor) -> list[ReceiptRow]:
    """Write one receipt per order, numbered without gaps under the register's lock; an order's second is its first.

    Raises UnknownRegister, RegisterClosed, ChangeWrong; publishes ReceiptWritten.
    """
    if not all(map(_change_fits, receipts)):
        raise ChangeWrong
    with db.transaction():
        _lock({receipt.register_id for receipt in receipts})
        fresh = {key for (key,) in db.rows(_WRITE, _columns(receipts))}
        orders = [receipt.order_id for receipt in receipts]
        written = {row.order_id: row for row in queries.receipts_of(orders)}
        publish([_fact(row) for row in written.values() if row.id in fresh], actor=actor)
    return [written[order] for order in orders]


def _lock(register_ids: set[UUID]) -> None:
    locked = list(Register.objects.filter(id__in=register_ids).order_by("id").select_for_update())
    if len(locked) < len(register_ids):
        raise UnknownRegister
    for register in locked:
        if not register.is_active:
            raise RegisterClosed(code=register.code)


def _change_fits(receipt: ReceiptToWrite) -> bool:
    change, tendered = receipt.change, receipt.tendered
    if change.currency != tendered.currency or not 0 <= change.minor <= tendered.minor:
        return False
    return not change or receipt.tender is ReceiptTender.CASH


def _fact(row: ReceiptRow) -> ReceiptWritten:
    return ReceiptWritten(
        receipt_id=row.id,
        register_id=row.register_id,
        location_id=row.location_id,
        number=row.number,
        order_id=row.order_id,
        tender=row.tender.value,
        total=row.total,
        printed_at=row.printed_at,
    )


def _columns(receipts: Sequence[ReceiptToWrite]) -> list[object]:
    return [
        [new_id() for _ in receipts],
        [receipt.register_id for receipt in receipts],
        [receipt.order_id for receipt in receipts],
        [receipt.order_number for receipt in receipts],
        [receipt.cashier_id for receipt in receipts],
        [receipt.cashier_name for receipt in receipts],
        [receipt.tender.value for receipt in receipts],
        [receipt.tendered.minor for receipt in receipts],
        [receipt.change.minor for receipt in receipts],
        [receipt.tendered.currency for receipt in receipts],
        [receipt.printed_at for receipt in receipts],
    ]
