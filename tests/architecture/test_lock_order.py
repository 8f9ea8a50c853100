"""Everybody locks in one order, so nobody waits in a circle. The order stands in ARCHITECTURE.md; here each flow is watched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from arasta.contexts.customers.types import PostalAddress
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.identity.types import PERMISSIONS
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import levels, reservations, transfers
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.pickup.services import places
from arasta.contexts.pickup.types import PlaceToSave, Span, Terms
from arasta.flows.ordering import change_order, change_way
from arasta.flows.ordering.cancel_order import cancel_lines, cancel_order
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.ring_up_sale import Terminal as CardTerminal
from arasta.flows.ordering.ring_up_sale import ring_up_card, ring_up_cash
from arasta.flows.shipping import bring
from arasta.flows.shipping.ship import ship
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_replays import order_of
from tests.architecture.locks import Transaction, locks
from tests.flows.ordering.shop import Shop, open_shop
from tests.flows.ordering.till import CASHIER, PROVIDER, Terminal, Till, install, make_till
from tests.flows.stall import KEY, Stall, open_stall
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = Path(__file__).parents[2] / "ARCHITECTURE.md"
MUCH = Money(100_000, "TRY")


def written() -> str:
    """Return the chapter about locks."""
    return WORDS.read_text(encoding="utf-8").partition("## The order of locks")[2].partition("\n## ")[0]


def order() -> list[str]:
    """Return the tables in the documented order."""
    return re.findall(r"`(\w+)`", re.split(r"^1\. ", written(), flags=re.MULTILINE)[1].partition("\nSome rows")[0])


def heads() -> dict[str, str]:
    """Return for each table whose rows need no place in the order the one whose lock covers them."""
    lines = re.findall(r"^- (.*) under `(\w+)`$", written(), re.MULTILINE)
    return {table: head for tables, head in lines for table in re.findall(r"`(\w+)`", tables)}


def refused(found: list[Transaction]) -> list[tuple[str, str]]:
    """Return pairs of tables that were locked in the wrong order, and tables that are not in the documents."""
    places, wrong = {table: place for place, table in enumerate(order())}, []
    for one in found:
        ordered = [table for table in one.tables if table in places]
        wrong += [(before, after) for before, after in pairwise(ordered) if places[before] > places[after]]
        wrong += [("", table) for table in one.tables if table not in places and not _is_covered(table, one)]
    return wrong


def _is_covered(table: str, one: Transaction) -> bool:
    """Tell whether the head of a row was locked before it, or made by the same transaction."""
    head = heads().get(table, "")
    return head in one.made or head in one.tables[: one.tables.index(table)]


def packed(shop: Shop) -> tuple[UUID, list[ShipmentToMake]]:
    cart = shop.cart(2)
    shop.order(cart)
    deliver_pending()
    keys = [row.id for row in fulfillment.of_orders([cart])]
    requests.accept(keys, at=makers.DAY, actor=SYSTEM)
    requests.mark_ready(keys, at=makers.DAY, actor=SYSTEM)
    return cart, [ShipmentToMake(key, "Kargo", "T-1") for key in keys]


def place(shop: Shop) -> Callable[[], object]:
    cart = shop.cart(2)
    return lambda: shop.order(cart)


def place_held(shop: Shop) -> Callable[[], object]:
    cart = shop.cart(2)
    hold_cart(cart, actor=ANONYMOUS)
    return lambda: shop.order(cart)


def hold(shop: Shop) -> Callable[[], object]:
    cart = shop.cart(2)
    return lambda: hold_cart(cart, actor=ANONYMOUS)


def take_one(shop: Shop) -> Callable[[], object]:
    integrator = Integrator(tuple(PERMISSIONS))
    return lambda: integrator.post("orders", order_of(shop, "x-1", 1))


def take_many(shop: Shop) -> Callable[[], object]:
    integrator, many = Integrator(tuple(PERMISSIONS)), [order_of(shop, f"x-{n}", 1) for n in range(3)]
    return lambda: integrator.post("orders/batch", {"orders": many})


def source(shop: Shop) -> Callable[[], object]:
    shop.order(shop.cart(1))
    return deliver_pending


def ship_it(shop: Shop) -> Callable[[], object]:
    _, parcels = packed(shop)
    return lambda: ship(parcels, at=makers.DAY, actor=SYSTEM)


def cancel(shop: Shop) -> Callable[[], object]:
    cart, _ = packed(shop)
    return lambda: cancel_order(cart, reason="no", at=makers.DAY, actor=SYSTEM)


def cancel_a_line(shop: Shop) -> Callable[[], object]:
    placed = shop.order(shop.cart(2)).order
    assert placed is not None
    units = {placed.lines[0].id: 1}
    return lambda: cancel_lines(placed.id, units, reason="no", at=makers.DAY, actor=SYSTEM)


def change_an_address(shop: Shop) -> Callable[[], object]:
    order, there = asked(shop), PostalAddress("Mehmet Demir", "Bağdat Cad. 5", "İstanbul", "TR")
    return lambda: change_order.change_address(order, there, actor=SYSTEM)


def keep_fewer(shop: Shop) -> Callable[[], object]:
    order = asked(shop)
    kept = {line.id: 1 for line in order_book.order(order).lines}
    return lambda: change_order.keep_units(order, kept, reason="no", at=makers.DAY, actor=ANONYMOUS)


def change_the_way(shop: Shop) -> Callable[[], object]:
    order, wished = asked(shop), change_way.WayWished(shop.store)
    return lambda: change_way.change_way(order, wished, seen=None, at=makers.DAY, actor=SYSTEM)


def asked(shop: Shop) -> UUID:
    """Place an order that its location was asked for."""
    placed = shop.order(shop.cart(2)).order
    assert placed is not None
    source_orders([placed.id], at=makers.DAY, actor=SYSTEM)
    return placed.id


def receive(shop: Shop) -> Callable[[], object]:
    return lambda: makers.receive(shop.variant, shop.warehouse, 3)


def adjust(shop: Shop) -> Callable[[], object]:
    return lambda: levels.adjust([Correction(shop.variant, shop.warehouse, -1)], reason="count", actor=SYSTEM)


def send(shop: Shop) -> Callable[[], object]:
    return lambda: transfers.send([(shop.variant, 1)], source=shop.warehouse, target=shop.store, actor=SYSTEM)


def arrive(shop: Shop) -> Callable[[], object]:
    sent = transfers.send([(shop.variant, 1)], source=shop.warehouse, target=shop.store, actor=SYSTEM)
    return lambda: transfers.receive(sent, actor=SYSTEM)


def to_bring(shop: Shop) -> UUID:
    """Return accepted work that brings goods of the warehouse to the store."""
    takes_goods(shop.store)
    placed = shop.order(shop.cart(shop_has(shop) + 1, pickup=True)).order
    assert placed is not None
    deliver_pending()
    key = next(row.id for row in fulfillment.of_orders([placed.id]) if row.target_id)
    requests.accept([key], at=makers.DAY, actor=SYSTEM)
    return key


def shop_has(shop: Shop) -> int:
    return makers.level_of(shop.variant, shop.store)[0]


def takes_goods(store: UUID) -> None:
    week = {day: (Span(600, 1200),) for day in range(7)}
    places.save_places([PlaceToSave(store, Terms(bring_days=2), week, {})])


def bring_it(shop: Shop) -> Callable[[], object]:
    key = to_bring(shop)
    return lambda: bring.send(key, actor=SYSTEM)


def take_it_in(shop: Shop) -> Callable[[], object]:
    key = to_bring(shop)
    bring.send(key, actor=SYSTEM)
    return lambda: bring.arrive(key, at=makers.DAY, actor=SYSTEM)


def cancel_on_the_way(shop: Shop) -> Callable[[], object]:
    key = to_bring(shop)
    bring.send(key, actor=SYSTEM)
    order_id = fulfillment.fulfillment_order(key).order_id
    return lambda: cancel_order(order_id, reason="no", at=makers.DAY, actor=SYSTEM)


def expire(shop: Shop) -> Callable[[], object]:
    hold_cart(shop.cart(2), actor=ANONYMOUS)
    db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'")
    return lambda: reservations.expire(stock.overdue_levels(limit=10))


@pytest.mark.parametrize(
    "flow",
    [
        place,
        place_held,
        hold,
        take_one,
        take_many,
        source,
        ship_it,
        cancel,
        cancel_a_line,
        change_an_address,
        keep_fewer,
        change_the_way,
        receive,
        adjust,
        send,
        arrive,
        bring_it,
        take_it_in,
        cancel_on_the_way,
        expire,
    ],
    ids=lambda flow: flow.__name__,
)
def test_a_flow_of_the_shop_locks_in_the_order_that_is_written_down(
    flow: Callable[[Shop], Callable[[], object]],
) -> None:
    act = flow(open_shop(warehouse=20, store=5))

    with locks() as found:
        act()

    assert found != []
    assert refused(found) == []


def cash(till: Till) -> object:
    return ring_up_cash(till.cart(2), register=till.register, tendered=MUCH, at=makers.DAY, actor=CASHIER)


def card(till: Till) -> object:
    install(Terminal())
    cart = till.cart(2)
    terminal = CardTerminal(PROVIDER, "tok_approve")
    return ring_up_card(cart, register=till.register, terminal=terminal, at=makers.DAY, actor=CASHIER)


@pytest.mark.parametrize("sale", [cash, card])
def test_a_sale_at_the_till_locks_in_the_order_that_is_written_down(sale: Callable[[Till], object]) -> None:
    till = make_till()

    with locks() as found:
        sale(till)

    assert refused(found) == []


@pytest.fixture
def stall(tmp_path: Path, settings: Settings) -> Iterator[Stall]:
    """A stall on the marketplace."""
    settings.FIELD_KEY = KEY
    with open_stall(tmp_path) as opened:
        yield opened


def test_a_marketplaces_orders_enter_in_the_order_that_is_written_down(stall: Stall) -> None:
    stall.offer(BARCODE, units=9)
    for _ in range(2):
        stall.buy(2)

    with locks() as found:
        assert stall.pull().entered == 2

    assert refused(found) == []


def test_a_marketplaces_order_is_canceled_in_the_order_that_is_written_down(stall: Stall) -> None:
    stall.offer(BARCODE, units=9)
    stall.buy(2)
    stall.pull()
    [placed] = stall.orders()

    with locks() as found:
        cancel_lines(placed.row.id, {placed.lines[0].id: 1}, reason="no", at=makers.DAY, actor=SYSTEM)
        cancel_order(placed.row.id, reason="no", at=makers.DAY, actor=SYSTEM)

    assert any("payments_payment" in one.tables for one in found)
    assert refused(found) == []


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT id FROM orders_order WHERE id = 1 ORDER BY id FOR UPDATE", ["orders_order"]),
        ('SELECT "payments_payment"."id" FROM "payments_payment" WHERE 1 = 1 FOR UPDATE', ["payments_payment"]),
        (
            "WITH w AS (SELECT a FROM inventory_reservation) SELECT 1 FROM inventory_level l WHERE l.a IN (SELECT a FROM w)"
            " FOR UPDATE OF l",
            ["inventory_level"],
        ),
        ("INSERT INTO changes_dirty (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 1", ["changes_dirty"]),
        ("INSERT INTO orders_line (a) VALUES (1)", []),
        ("UPDATE orders_cart SET a = 1", ["orders_cart"]),
        ("SELECT 1 FROM orders_order", []),
    ],
)
def test_what_counts_as_a_lock(sql: str, tables: list[str]) -> None:
    one = Transaction()
    one.see(sql)

    assert one.tables == tables


@pytest.mark.parametrize(
    ("tables", "wrong"),
    [
        (["orders_order", "inventory_level", "payments_payment"], []),
        (["payments_payment", "inventory_level"], [("payments_payment", "inventory_level")]),
        (["orders_order", "unheard_of"], [("", "unheard_of")]),
        (["inventory_level", "inventory_allocation"], []),
        (["inventory_allocation", "inventory_level"], [("", "inventory_allocation")]),
    ],
)
def test_a_wrong_order_is_seen(tables: list[str], wrong: list[tuple[str, str]]) -> None:
    one = Transaction()
    for table in tables:
        one.see(f"UPDATE {table} SET a = 1")

    assert refused([one]) == wrong


def test_every_table_that_is_written_down_exists() -> None:
    known = {row[0] for row in db.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}

    assert {*order(), *heads(), *heads().values()} - known == set()
