"""Prove that the counters on payments are the sums of the ledger, and that statuses agree with them."""

from __future__ import annotations

from arasta.kernel import db

_COUNTERS = """
SELECT 'payments: payment ' || p.id || ' says ' || p.captured_minor || ' captured and ' || p.refunded_minor
       || ' refunded, its entries say ' || e.captured || ' and ' || e.refunded
FROM payments_payment p
CROSS JOIN LATERAL (
  SELECT coalesce(sum(m.amount_minor) FILTER (WHERE m.kind = 'captured'), 0) AS captured,
         coalesce(sum(m.amount_minor) FILTER (WHERE m.kind = 'refunded'), 0) AS refunded
  FROM payments_money_entry m WHERE m.payment_id = p.id
) e
WHERE (p.captured_minor, p.refunded_minor) IS DISTINCT FROM (e.captured, e.refunded) LIMIT 20
"""

_STATUSES = """
SELECT 'payments: payment ' || p.id || ' is ' || p.status || ' with ' || p.captured_minor || ' captured and '
       || p.refunded_minor || ' refunded'
FROM payments_payment p
WHERE p.status IS DISTINCT FROM CASE
        WHEN p.refunded_minor > 0 AND p.refunded_minor < p.captured_minor THEN 'partly_refunded'
        WHEN p.refunded_minor > 0 THEN 'refunded'
        WHEN p.captured_minor > 0 THEN 'captured'
        WHEN p.status = 'captured' AND p.amount_minor > 0 THEN 'authorized'
        WHEN p.status IN ('partly_refunded', 'refunded') THEN 'authorized'
        ELSE p.status END LIMIT 20
"""

_CURRENCIES = """
SELECT 'payments: entry ' || m.id || ' is in ' || m.currency || ', its payment ' || p.id || ' in ' || p.currency
FROM payments_money_entry m JOIN payments_payment p ON p.id = m.payment_id
WHERE m.currency <> p.currency LIMIT 20
"""

_LEGS = """
SELECT 'payments: entry ' || m.id || ' of payment ' || p.id || ' moves ' || m.kind || ' money from '
       || m.credit_account || ' to ' || m.debit_account
FROM payments_money_entry m JOIN payments_payment p ON p.id = m.payment_id
CROSS JOIN LATERAL (
  SELECT CASE p.tender WHEN 'cash' THEN 'cash_drawer' WHEN 'marketplace' THEN 'marketplace_clearing'
                       ELSE 'provider_clearing' END AS held
) t
WHERE m.debit_account <> CASE m.kind WHEN 'captured' THEN t.held ELSE 'customer_receivable' END
   OR m.credit_account <> CASE m.kind WHEN 'captured' THEN 'customer_receivable' ELSE t.held END
LIMIT 20
"""


def find_lies() -> list[str]:
    """Return a sentence for each payment or entry that contradicts the ledger."""
    return [row[0] for sql in (_COUNTERS, _STATUSES, _CURRENCIES, _LEGS) for row in db.rows(sql)]
