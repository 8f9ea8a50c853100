"""A lie beside the rows that it contradicts: the ledger of a level, the lines of an order, the entries of a payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.queries import drift as stock
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.drift import LedgerStep, LevelProof
from arasta.contexts.inventory.types import MOVES
from arasta.contexts.orders.queries import orders
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import EntryKind
from arasta.kernel.audit import books, proving, runs
from arasta.kernel.audit.books import Lie
from arasta.kernel.audit.runs import DriftRow
from arasta.kernel.errors import gettext_noop
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import moment, money, quantity
from arasta.surfaces.backoffice import words
from arasta.surfaces.backoffice.scope import address


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table; the first names the row. `is_wrong`: here it disagrees."""

    cells: tuple[str, ...]
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that a person lays beside one another."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A lie in the reader's language, and where its subject has a page of its own."""

    id: int
    sentence: str
    room: str
    subject: str
    url: str
    row: DriftRow


@dataclass(frozen=True, slots=True)
class Explained:
    """A lie with the rows behind it. `now`: the sentence as it would be today; none if it is gone."""

    shown: Shown
    now: str | None
    proved_before: runs.RunRow | None
    tables: tuple[Table, ...]


def show(rows: Sequence[DriftRow]) -> list[Shown]:
    """Say lies in the reader's language, and call their subjects by name."""
    names = _names([row.lie for row in rows])
    return [
        Shown(
            row.id,
            said(row.lie),
            _(ROOMS.get(row.lie.room, row.lie.room)),
            names[row.lie.subject_id],
            _url(row.lie),
            row,
        )
        for row in rows
    ]


def said(lie: Lie) -> str:
    """Say a lie in the reader's language."""
    return lie.sentence(_(lie.rule.template))


def explain(row: DriftRow) -> Explained:
    """Lay a lie beside the rows behind it, as they are now."""
    now = proving.still(row.lie, books.shelf())
    tables = _TABLES[row.lie.rule.subject](row.lie.subject_id) if row.lie.rule.subject in _TABLES else ()
    return Explained(show([row])[0], said(now) if now else None, runs.last_whole_before(row.found_at), tables)


def _level(subject_id: str) -> tuple[Table, ...]:
    proof = stock.level_proof(*_level_key(subject_id))
    return (_numbers(proof), _ledger(proof))


def _numbers(proof: LevelProof) -> Table:
    level, sums = proof.level, proof.sums
    pairs = (
        (_("On hand, by movements"), level.on_hand, sums.on_hand),
        (_("Blocked, by movements"), level.unavailable, sums.unavailable),
        (_("Promised, by movements"), level.committed, sums.committed),
        (_("Promised, by open allocations"), level.committed, proof.promised),
        (_("Held, by carts' holds"), level.reserved, proof.held),
        (_("Incoming, by transfers and announced goods"), level.incoming, proof.incoming),
    )
    rows = tuple(Row((name, quantity(stored), quantity(proved)), stored != proved) for name, stored, proved in pairs)
    return Table(_("What the level says, and what the rows behind it sum to"), ("", _("Level"), _("Rows")), rows)


def _ledger(proof: LevelProof) -> Table:
    rows = tuple(_step(step, number == proof.departed_at) for number, step in enumerate(proof.steps))
    heads = (_("What"), _("When"), _("Units"), _("On hand after it"), _("Told then"), _("Who"))
    return Table(_("The ledger, with its running sum"), heads, rows, _where(proof))


def _where(proof: LevelProof) -> str:
    """Say where the level first departed from its ledger."""
    if proof.departed_at is not None:
        return _("It first departed at the marked movement: the number told then was not the sum.")
    if proof.level.on_hand != proof.sums.on_hand:
        return _("Up to the last movement all agrees: the level was changed afterwards, past the ledger.")
    return _("What is on hand agrees with the ledger; look at the other numbers above.")


def _step(step: LedgerStep, is_first: bool) -> Row:
    sign = MOVES[step.kind].on_hand
    units = f"{'+' if sign > 0 else '−' if sign < 0 else ''}{quantity(step.quantity)}"
    told = "–" if step.told is None else quantity(step.told)
    cells = (str(words.MOVEMENT[step.kind].word), moment(step.occurred_at), units, quantity(step.sums.on_hand), told)
    return Row((*cells, step.actor_name or "–"), is_first)


def _order(subject_id: str) -> tuple[Table, ...]:
    key = from_public("ord", subject_id)
    order, allocated = orders.order(key), stock.allocated_to(key)
    lines = []
    for line in order.lines:
        open_units = line.quantity - line.shipped - line.canceled
        promised, left = allocated.get(line.id, (0, 0))
        counts = (line.quantity, line.canceled, line.shipped, left, open_units, promised)
        is_wrong = (open_units, line.shipped) != (promised, left)
        lines.append(Row((line.sku, *map(quantity, counts)), is_wrong))
    heads = (
        _("SKU"), _("Ordered"), _("Canceled"), _("Shipped"), _("Shipped, by allocations"), _("Open"), _("Allocated"),
    )  # fmt: skip
    return (Table(_("The lines, and what the stock room says"), heads, tuple(lines)), _money_of(key))


def _money_of(order_id: UUID) -> Table:
    rows = tuple(
        Row((to_public("pay", one.id), one.status.value, money(one.captured), money(one.refunded)))
        for one in payments.payments_of([order_id])
    )
    return Table(_("The payments"), (_("Payment"), _("Status"), _("Captured"), _("Refunded")), rows)


def _payment(subject_id: str) -> tuple[Table, ...]:
    payment = payments.payment(from_public("pay", subject_id))
    captured = refunded = Money.zero(payment.amount.currency)
    rows = []
    for entry in payments.entries_of([payment.id]):
        if entry.amount.currency == captured.currency:
            captured += entry.amount if entry.kind is EntryKind.CAPTURED else captured.zero(captured.currency)
            refunded += entry.amount if entry.kind is EntryKind.REFUNDED else captured.zero(captured.currency)
        legs = f"{entry.credit_account} → {entry.debit_account}"
        cells = (entry.reference, moment(entry.at), money(entry.amount), legs, money(captured), money(refunded))
        rows.append(Row(cells, entry.amount.currency != captured.currency))
    total = (_("The payment says"), "", money(payment.amount), "", money(payment.captured), money(payment.refunded))
    rows.append(Row(total, (payment.captured, payment.refunded) != (captured, refunded)))
    heads = (_("Reference"), _("When"), _("Amount"), _("From and to"), _("Captured so far"), _("Refunded so far"))
    return (Table(_("The entries, with their running sums"), heads, tuple(rows)),)


_TABLES = {"level": _level, "order": _order, "payment": _payment}

ROOMS = {
    "stock": gettext_noop("Stock"),
    "orders": gettext_noop("Orders"),
    "ordering": gettext_noop("Orders"),
    "payments": gettext_noop("Payments"),
    "fulfillment": gettext_noop("Fulfillment"),
    "registers": gettext_noop("Registers"),
    "outbox": gettext_noop("Outbox"),
}

_PAGES = {"order": "orders_order", "fulfillment": "fulfillment_order", "level": "backoffice_stock_item"}


def _names(lies: Sequence[Lie]) -> dict[str, str]:
    """Call a level by its SKU and location; the others by the id that people know."""
    names = {lie.subject_id: f"№ {lie.subject_id}" if lie.subject_id.isdigit() else lie.subject_id for lie in lies}
    keys = {lie.subject_id: _level_key(lie.subject_id) for lie in lies if lie.rule.subject == "level"}
    if keys:
        spoken = (get_language() or "en")[:2]
        known = variants.variants([variant for variant, _place in keys.values()], language=spoken)
        places = locations.by_id(language=spoken)
        for word, (variant, place) in keys.items():
            if variant in known and place in places:
                names[word] = f"{known[variant].sku} · {places[place].name}"
    return names


def _level_key(subject_id: str) -> tuple[UUID, UUID]:
    variant, _slash, place = subject_id.partition("/")
    return from_public("var", variant), from_public("loc", place)


def _url(lie: Lie) -> str:
    key = lie.subject_id.partition("/")[0]
    return address(_PAGES[lie.rule.subject], key) if lie.rule.subject in _PAGES else ""
