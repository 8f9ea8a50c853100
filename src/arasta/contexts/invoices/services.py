"""Issue invoices and credit notes under numbers without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.invoices import queries
from arasta.contexts.invoices.events import CreditNoteIssued, InvoiceIssued
from arasta.contexts.invoices.types import CreditRow, CreditToIssue, InvoiceRow, InvoiceToIssue
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_OPEN = "INSERT INTO invoices_series (code) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
_LOCK = "SELECT code FROM invoices_series WHERE code = ANY(%s) ORDER BY code FOR UPDATE"

_ISSUE = """
WITH asked AS (
  SELECT a.*, row_number() OVER (PARTITION BY a.series ORDER BY a.place) AS step
  FROM json_to_recordset(%(asked)s::json) AS a(place int, id uuid, order_id uuid, series text, total bigint, currency text)
  WHERE NOT EXISTS (SELECT FROM invoices_invoice i WHERE i.order_id = a.order_id)
), counted AS (
  UPDATE invoices_series s SET last = s.last + n.invoices
  FROM (SELECT series, count(*) AS invoices FROM asked GROUP BY 1) n WHERE s.code = n.series
  RETURNING s.code, s.last - n.invoices AS before
)
INSERT INTO invoices_invoice (id, series_id, sequence, number, order_id, total_minor, currency, issued_at)
SELECT a.id, a.series, c.before + a.step, a.series || '-' || lpad((c.before + a.step)::text, 6, '0'), a.order_id, a.total,
       a.currency, %(at)s
FROM asked a JOIN counted c ON c.code = a.series
RETURNING id
"""

_CREDIT = """
WITH asked AS (
  SELECT a.*, row_number() OVER (PARTITION BY a.series ORDER BY a.place) AS step
  FROM json_to_recordset(%(asked)s::json)
       AS a(place int, id uuid, invoice_id uuid, refund_id uuid, series text, total bigint, currency text)
  WHERE NOT EXISTS (SELECT FROM invoices_credit_note c WHERE c.refund_id = a.refund_id)
), counted AS (
  UPDATE invoices_series s SET last = s.last + n.notes
  FROM (SELECT series, count(*) AS notes FROM asked GROUP BY 1) n WHERE s.code = n.series
  RETURNING s.code, s.last - n.notes AS before
)
INSERT INTO invoices_credit_note (id, series_id, sequence, number, invoice_id, refund_id, total_minor, currency, issued_at)
SELECT a.id, a.series, c.before + a.step, a.series || '-' || lpad((c.before + a.step)::text, 6, '0'), a.invoice_id,
       a.refund_id, a.total, a.currency, %(at)s
FROM asked a JOIN counted c ON c.code = a.series
RETURNING id
"""


def issue(invoices: Sequence[InvoiceToIssue], *, at: datetime, actor: Actor) -> list[InvoiceRow]:
    """Give orders their invoices, one each however often it is asked; publishes InvoiceIssued for new ones."""
    series = sorted({one.series for one in invoices})
    with db.transaction():
        db.execute(_OPEN, [series])
        db.rows(_LOCK, [series])
        asked = [
            {
                "place": place,
                "id": new_id(),
                "order_id": one.order_id,
                "series": one.series,
                "total": one.total.minor,
                "currency": one.total.currency,
            }
            for place, one in enumerate(invoices)
        ]
        fresh = {key for (key,) in db.rows(_ISSUE, {"asked": db.as_json(asked), "at": at})}
        rows = queries.of_orders([one.order_id for one in invoices])
        told = [row for row in rows.values() if row.id in fresh]
        publish(
            [
                InvoiceIssued(invoice_id=row.id, number=row.number, order_id=row.order_id, total=row.total)
                for row in told
            ],
            actor=actor,
        )
    return [rows[one.order_id] for one in invoices]


def credit(notes: Sequence[CreditToIssue], *, order_id: UUID, at: datetime, actor: Actor) -> list[CreditRow]:
    """Return the credit notes of an order's refunds, issued now or before; one per refund, however often it is asked.

    Publishes CreditNoteIssued for new ones.
    """
    series = sorted({one.series for one in notes})
    with db.transaction():
        db.execute(_OPEN, [series])
        db.rows(_LOCK, [series])
        asked = [
            {
                "place": place,
                "id": new_id(),
                "invoice_id": one.invoice_id,
                "refund_id": one.refund_id,
                "series": one.series,
                "total": one.total.minor,
                "currency": one.total.currency,
            }
            for place, one in enumerate(notes)
        ]
        fresh = {key for (key,) in db.rows(_CREDIT, {"asked": db.as_json(asked), "at": at})}
        rows = queries.credits_of_orders([order_id])
        facts = [
            CreditNoteIssued(
                credit_note_id=row.id, number=row.number, order_id=order_id, refund_id=row.refund_id, total=row.total
            )
            for row in rows
            if row.id in fresh
        ]
        publish(facts, actor=actor)
    return rows
