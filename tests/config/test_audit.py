"""Each sentence of the auditor is proved to find its lie: a row is changed by hand, and named with what contradicts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from arasta.config import audit
from arasta.contexts.imports import services as imports
from arasta.contexts.imports.types import ImportKind, Reading, RunInput
from arasta.contexts.inventory.services import holds, kits, rules, supplies, terms
from arasta.contexts.inventory.services.holds import HoldInput
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import StockLine, TermsKind, TrackingMode
from arasta.contexts.support import services as support
from arasta.contexts.support.types import MessageToWrite, Side, Speaker
from arasta.flows.ordering.ring_up_sale import ring_up_cash
from arasta.flows.returning.refund_order import RefundWish, ask_refund
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.audit import books, runs
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.inventory import tracing
from tests.contexts.reviews import writers
from tests.flows.ordering.shop import open_shop
from tests.flows.ordering.till import CASHIER, make_till
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db


def goods() -> None:
    """Lay ten units on a shelf, two of them kept for a channel."""
    variant, place, channel = makers.make_variant(), makers.make_location(), makers.make_channel()
    makers.receive(variant, place, 10)
    rules.set_fences([StockLine(variant, place, 2)], channel_id=channel)


def lots() -> None:
    tracing.receive(tracing.make_tracked(TrackingMode.LOT), *tracing.lots(("A", 5)))


def serials() -> None:
    tracing.receive(tracing.make_tracked(TrackingMode.SERIAL), *tracing.serials("N1", "N2"))


def order() -> UUID:
    """Sell two units that a warehouse has."""
    shop = open_shop(warehouse=5)
    placed = shop.order(shop.cart(2)).order
    assert placed is not None
    return placed.id


def sale() -> UUID:
    """Sell two units and ask the warehouse to send them."""
    key = order()
    source_orders([key], at=makers.DAY, actor=SYSTEM)
    return key


def held_goods() -> None:
    shop = open_shop(warehouse=5)
    lines = (StockLine(shop.variant, shop.warehouse, 2),)
    wanted = HoldInput(id=makers.some_id(), channel_id=shop.channel, lines=lines, hold_for=timedelta(hours=1))
    holds.place_holds([wanted], actor=SYSTEM)


def sale_of_a_kit() -> None:
    shop = open_shop()
    box, cup = makers.make_variants(2)
    kits.set_kits([KitInput(shop.variant, ((box, 1), (cup, 2)))], actor=SYSTEM)
    for part in (box, cup):
        makers.receive(part, shop.warehouse, 9)
    assert shop.order(shop.cart(2)).order


def sale_of_what_comes() -> None:
    shop = open_shop()
    terms.set_terms([TermsInput(shop.variant, TermsKind.BACKORDER)], actor=SYSTEM)
    supplies.announce([SupplyInput(shop.variant, shop.warehouse, 5, date(2026, 5, 4))], actor=SYSTEM)
    assert shop.order(shop.cart(2)).order


def sale_at_the_till() -> None:
    till = make_till()
    ring_up_cash(till.cart(), register=till.register, tendered=Money(30_000, "TRY"), at=makers.DAY, actor=CASHIER)


def refund() -> None:
    ask_refund(sale(), RefundWish("one", "too loud", {}, Money(500, "TRY")), actor=SYSTEM)


def file_of_goods() -> None:
    given = RunInput(kind=ImportKind.STOCK, file_name="x.csv", path="x", size=1, is_trial=True, reading=Reading())
    imports.open_run(given, actor=SYSTEM)


def review() -> None:
    product, (customer,) = writers.make_product(), writers.make_customers(1)
    writers.publish(writers.write(writers.draft(product, customer, 4)))


def talk() -> None:
    key = support.open_conversation(Speaker(makers.make_channel(), owner_key="x" * 32, name="Ada"))
    support.write(MessageToWrite(key, Side.SHOPPER, "Ada", "Is it blue?"), actor=ANONYMOUS)


@dataclass(frozen=True)
class Bend:
    """A change by hand past all doors, and the rules that it breaks beside the one it is made for."""

    scene: Callable[[], object]
    sql: str
    also: tuple[str, ...] = ()


BENDS = {
    "stock.on_hand": Bend(goods, "UPDATE inventory_level SET on_hand = 11"),
    "stock.unavailable": Bend(goods, "UPDATE inventory_level SET unavailable = 1"),
    "stock.committed": Bend(goods, "UPDATE inventory_level SET committed = 1", ("stock.promised",)),
    "stock.promised": Bend(
        sale, "UPDATE inventory_allocation SET released = 1", ("stock.allocation_moved", "ordering.promised")
    ),
    "stock.reserved": Bend(goods, "UPDATE inventory_level SET reserved = 1"),
    "stock.incoming": Bend(goods, "UPDATE inventory_level SET incoming = 1"),
    "stock.has_level": Bend(goods, "DELETE FROM inventory_level"),
    "stock.hold_shares": Bend(held_goods, "UPDATE inventory_hold_line SET quantity = 3"),
    "stock.fence_is_seen": Bend(goods, "UPDATE inventory_level SET is_fenced = false"),
    "stock.allocation_moved": Bend(
        sale,
        "UPDATE inventory_allocation SET shipped = 2",
        ("stock.promised", "ordering.promised", "ordering.shipped"),
    ),
    "stock.kit_is_whole": Bend(
        sale_of_a_kit,
        "UPDATE inventory_allocation SET released = 1 WHERE per_unit = 2",
        ("ordering.promised", "stock.allocation_moved", "stock.promised"),
    ),
    "stock.lots": Bend(lots, "UPDATE inventory_level SET on_hand = 6", ("stock.on_hand",)),
    "stock.lots_blocked": Bend(lots, "UPDATE inventory_lot_level SET blocked = 1", ("stock.lot_moved",)),
    "stock.lot_moved": Bend(lots, "UPDATE inventory_lot_level SET on_hand = 4", ("stock.lots",)),
    "stock.serials": Bend(serials, "UPDATE inventory_serial SET location_id = NULL, status = 'lost' WHERE code = 'N1'"),
    "stock.serials_blocked": Bend(serials, "UPDATE inventory_serial SET status = 'blocked' WHERE code = 'N1'"),
    "stock.level_knows": Bend(lots, "UPDATE inventory_level SET is_tracked = false"),
    "stock.supply_moved": Bend(sale_of_what_comes, "UPDATE inventory_supply SET quantity = 6", ("stock.incoming",)),
    "stock.promised_on": Bend(sale_of_what_comes, "UPDATE inventory_backorder SET promised_on = '2026-05-03'"),
    "orders.lines_sum": Bend(
        sale, "UPDATE orders_order SET lines_minor = lines_minor + 1, delivery_minor = delivery_minor - 1"
    ),
    "orders.has_lines": Bend(order, "DELETE FROM orders_line", ("orders.status",)),
    "orders.status": Bend(sale, "UPDATE orders_order SET status = 'completed'"),
    "payments.counters": Bend(
        sale,
        "UPDATE payments_payment SET captured_minor = captured_minor - 1",
        ("ordering.paid", "ordering.payment_state"),
    ),
    "payments.status": Bend(sale, "UPDATE payments_payment SET status = 'authorized'"),
    "payments.one_currency": Bend(sale, "UPDATE payments_money_entry SET currency = 'EUR'"),
    "payments.legs": Bend(sale, "UPDATE payments_money_entry SET debit_account = 'cash_drawer'"),
    "fulfillment.counters": Bend(sale, "UPDATE fulfillment_line SET shipped_quantity = 1", ("fulfillment.status",)),
    "fulfillment.status": Bend(sale, "UPDATE fulfillment_order SET status = 'shipped'"),
    "registers.no_gaps": Bend(sale_at_the_till, "UPDATE registers_register SET last_receipt = 2"),
    "imports.faults": Bend(file_of_goods, "UPDATE imports_run SET faulty_lines = 1, lines_read = 1"),
    "reviews.stars": Bend(review, "UPDATE reviews_summary SET fives = fives + 1"),
    "returns.refund_sum": Bend(refund, "UPDATE returns_refund SET extra_minor = extra_minor - 1"),
    "support.messages": Bend(talk, "UPDATE support_conversation SET messages = 2"),
    "outbox.in_order": Bend(
        sale_of_a_kit,
        "UPDATE outbox_delivery SET status = 'done' WHERE seq IN (SELECT max(seq) FROM outbox_delivery GROUP BY subject)",
    ),
    "outbox.in_time": Bend(sale, "UPDATE outbox_delivery SET next_attempt_at = next_attempt_at - interval '1 hour'"),
    "outbox.nothing_parked": Bend(sale, "UPDATE outbox_delivery SET status = 'parked', last_error = 'Boom()'"),
    "ordering.promised": Bend(sale, "UPDATE orders_line SET canceled = 1"),
    "ordering.shipped": Bend(sale, "UPDATE orders_line SET shipped = 2", ("ordering.promised", "orders.status")),
    "ordering.paid": Bend(sale, "UPDATE orders_order SET paid_minor = paid_minor - 1"),
    "ordering.payment_state": Bend(sale, "UPDATE orders_order SET payment_status = 'unpaid'"),
}


ONE_OF_EACH_SUBJECT = (
    "stock.on_hand",
    "payments.legs",
    "orders.status",
    "fulfillment.status",
    "registers.no_gaps",
    "imports.faults",
    "reviews.stars",
    "support.messages",
    "outbox.in_time",
)


def test_every_rule_is_bent_here() -> None:
    known = [rule.code for book in audit.BOOKS for check in book.checks for rule in check.rules]

    assert sorted(BENDS) == sorted(known)


@pytest.mark.parametrize("code", BENDS)
def test_a_change_by_hand_is_found(code: str) -> None:
    bend = BENDS[code]
    bend.scene()

    assert db.execute(bend.sql) > 0

    found = audit.find_lies()
    assert sorted({lie.rule.code for lie in found}) == sorted({code, *bend.also})
    assert all(lie.subject_id and lie.sentence() for lie in found)


def test_whatever_lies_can_be_explained(client: Client) -> None:
    for code in ONE_OF_EACH_SUBJECT:
        BENDS[code].scene()
    for code in ONE_OF_EACH_SUBJECT:
        db.execute(BENDS[code].sql)
    runs.run(actor=SYSTEM)
    come_in(client)

    drifts = runs.standing(limit=100).items
    pages = [" ".join(client.get(f"/office/audit/{row.id}").content.decode().split()) for row in drifts]

    assert {row.lie.rule.subject for row in drifts} == {rule.subject for rule in books.rules().values()}
    assert all("It is still so" in page for page in pages)
