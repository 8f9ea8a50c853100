"""Prove that the counters on payments are the sums of the ledger, and that statuses agree with them."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_PAYMENT = ("payment", ("pay",))

_COUNTED = Rule(
    "payments.counters",
    gettext_noop(
        "It says %(captured)s captured and %(refunded)s refunded, its entries say %(taken)s and %(given_back)s."
    ),
    *_PAYMENT,
    money=("captured", "refunded", "taken", "given_back"),
)

_COUNTERS = """
SELECT 'payments.counters', p.id AS key, p.id, p.captured_minor AS captured, p.refunded_minor AS refunded,
       e.taken, e.given_back, p.currency
FROM payments_payment p
CROSS JOIN LATERAL (
  SELECT coalesce(sum(m.amount_minor) FILTER (WHERE m.kind = 'captured'), 0) AS taken,
         coalesce(sum(m.amount_minor) FILTER (WHERE m.kind = 'refunded'), 0) AS given_back
  FROM payments_money_entry m WHERE m.payment_id = p.id
) e
WHERE p.id = ANY(%(keys)s) AND (p.captured_minor, p.refunded_minor) IS DISTINCT FROM (e.taken, e.given_back)
"""

_STATUS = Rule(
    "payments.status",
    gettext_noop("It is %(status)s with %(captured)s captured and %(refunded)s refunded."),
    *_PAYMENT,
    money=("captured", "refunded"),
)

_STATUSES = """
SELECT 'payments.status', p.id AS key, p.id, p.status, p.captured_minor AS captured, p.refunded_minor AS refunded, p.currency
FROM payments_payment p
WHERE p.id = ANY(%(keys)s) AND p.status IS DISTINCT FROM CASE
        WHEN p.status = 'partly_captured' AND p.captured_minor > 0 AND p.captured_minor < p.amount_minor THEN p.status
        WHEN p.refunded_minor > 0 AND p.refunded_minor < p.captured_minor THEN 'partly_refunded'
        WHEN p.refunded_minor > 0 THEN 'refunded'
        WHEN p.captured_minor > 0 THEN 'captured'
        WHEN p.status = 'captured' AND p.amount_minor > 0 THEN 'authorized'
        WHEN p.status IN ('partly_captured', 'partly_refunded', 'refunded') THEN 'authorized'
        ELSE p.status END
"""

_ONE_CURRENCY = Rule(
    "payments.one_currency",
    gettext_noop("An entry is in %(entered)s, its payment in %(paid)s."),
    *_PAYMENT,
)

_CURRENCIES = """
SELECT 'payments.one_currency', p.id AS key, p.id, m.currency AS entered, p.currency AS paid
FROM payments_money_entry m JOIN payments_payment p ON p.id = m.payment_id
WHERE p.id = ANY(%(keys)s) AND m.currency <> p.currency
"""

_WHERE_MONEY_IS = Rule(
    "payments.legs",
    gettext_noop("An entry moves %(kind)s money from %(credit)s to %(debit)s."),
    *_PAYMENT,
)

_LEGS = """
SELECT 'payments.legs', p.id AS key, p.id, m.kind, m.credit_account AS credit, m.debit_account AS debit
FROM payments_money_entry m JOIN payments_payment p ON p.id = m.payment_id
CROSS JOIN LATERAL (
  SELECT CASE p.tender WHEN 'cash' THEN 'cash_drawer' WHEN 'marketplace' THEN 'marketplace_clearing'
                       ELSE 'provider_clearing' END AS held
) t
WHERE p.id = ANY(%(keys)s)
  AND (m.debit_account <> CASE m.kind WHEN 'captured' THEN t.held ELSE 'customer_receivable' END
    OR m.credit_account <> CASE m.kind WHEN 'captured' THEN 'customer_receivable' ELSE t.held END)
"""

PAYMENTS = Book(
    name="payments.payments",
    tables=("payments_payment", "payments_money_entry"),
    checks=(
        Check((_COUNTED,), _COUNTERS),
        Check((_STATUS,), _STATUSES),
        Check((_ONE_CURRENCY,), _CURRENCIES),
        Check((_WHERE_MONEY_IS,), _LEGS),
    ),
    walk="SELECT id FROM payments_payment WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=(
        "SELECT id, id FROM payments_payment WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
        "SELECT id, payment_id FROM payments_money_entry WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    ),
)

BOOKS = (PAYMENTS,)


def find_lies() -> list[Lie]:
    """Return a lie for each payment that contradicts its entries."""
    return proving.find_lies(BOOKS)
