"""Quantities and prices are told in as few calls as the shop allows, each thing answered for itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import Settings

from arasta.connectors.woocommerce import connector
from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import OfferItem, Outcome
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.suite.bench import Bench, outcomes
from tests.connectors.suite.house import open_house
from tests.connectors.suite.rig import Goods
from tests.connectors.woocommerce.rig import WooRig
from tests.flows.stall import KEY


def writes(rig: WooRig) -> list[str]:
    """Return where writes went."""
    return [call.url.path.split("/wc/v3")[1] for call in rig.calls if call.method != "GET"]


def variations(rig: WooRig, *skus: str) -> list[Goods]:
    """Put a product with variations up."""
    parent = rig.put_up(name="Kilim", type="variable")
    return [rig.goods_of(rig.put_up(parent=parent["id"], sku=sku, stock_quantity=1)) for sku in skus]


@pytest.mark.django_db(transaction=True)
def test_variations_that_changed_one_by_one_share_the_calls_of_their_product(
    rig: WooRig, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FIELD_KEY = KEY
    monkeypatch.setattr(connector, "_OFFERS", replace(connector._OFFERS, batch_max=4))
    with open_house(rig) as house:
        kinds = [variations(rig, "K-S", "K-M", "K-L"), variations(rig, "L-S", "L-M", "L-L"), rig.offer(*"ABC", units=1)]
        house.list_goods([one for kind in kinds for one in kind], units=1)
        rig.calls.clear()

        for mixed in zip(*kinds, strict=True):
            for one in mixed:
                house.add(one, 1)
        house.settle()

        first, second = (f"/products/{kind[0].refs['product_id']}/variations/batch" for kind in kinds[:2])
        assert writes(rig) == ["/products/batch", first, first, second, second]


def test_variations_are_told_under_their_product(bench: Bench, rig: WooRig) -> None:
    goods = [*rig.offer("CEZVE-1", "CEZVE-2", units=1), *variations(rig, "K-S", "K-M"), *variations(rig, "L-S")]

    pushed = bench.push(*[bench.stock(one, 7) for one in goods])

    assert set(outcomes(pushed.results).values()) == {Outcome.OK}
    assert [rig.units(one) for one in goods] == [7] * 5
    first, second = goods[2].refs["product_id"], goods[4].refs["product_id"]
    assert writes(rig) == [
        "/products/batch",
        f"/products/{first}/variations/batch",
        f"/products/{second}/variations/batch",
    ]


def test_ids_that_are_not_known_are_looked_up_once_and_told_back(bench: Bench, rig: WooRig) -> None:
    goods = [*rig.offer("CEZVE-1", units=1), *variations(rig, "K-S")]
    rig.calls.clear()

    pushed = bench.push(*[replace(bench.stock(one, 7), refs={}) for one in goods])

    assert {result.external_id: dict(result.refs) for result in pushed.results} == {
        one.external_id: dict(one.refs) for one in goods
    }
    assert [call.method for call in rig.calls] == ["GET", "POST", "POST"]


def test_a_call_holds_a_hundred(bench: Bench, rig: WooRig) -> None:
    goods = rig.offer(*(f"SKU-{number}" for number in range(120)), units=1)

    bench.push(*[bench.stock(one, 7) for one in goods])

    bodies = [json.loads(call.read()) for call in rig.calls if call.method == "POST"]
    assert [len(body["update"]) for body in bodies] == [100, 20]


def test_what_the_shop_has_not_is_said_alone(bench: Bench, rig: WooRig) -> None:
    [known] = rig.offer("CEZVE-1", units=1)
    pushed = bench.push(bench.stock(known, 7), bench.stock(Goods(external_id="NONE", sku="NONE"), 7))

    assert outcomes(pushed.results) == {"CEZVE-1": Outcome.OK, "NONE": Outcome.INVALID}


def test_what_the_shops_server_spoiled_is_tried_again(bench: Bench, rig: WooRig) -> None:
    first, second = rig.offer("CEZVE-1", "CEZVE-2", units=1)
    rig.break_down(Fault.PARTIAL_BATCH)

    pushed = bench.push(bench.stock(first, 7), bench.stock(second, 8))

    assert outcomes(pushed.results) == {"CEZVE-1": Outcome.RETRY, "CEZVE-2": Outcome.OK}
    assert (rig.units(first), rig.units(second)) == (1, 8)


def test_after_a_refusal_for_being_too_many_the_rest_waits(bench: Bench, rig: WooRig) -> None:
    [first] = rig.offer("CEZVE-1", units=1)
    [second] = variations(rig, "K-S")
    rig.calls.clear()
    rig.break_down(Fault.RATE_LIMITED_BARE, times=3)

    pushed = bench.push(bench.stock(first, 7), bench.stock(second, 7))

    assert outcomes(pushed.results) == {"CEZVE-1": Outcome.RETRY, "K-S": Outcome.RETRY}
    assert set(writes(rig)) == {"/products/batch"}


def prices(rig: WooRig, goods: Goods) -> tuple[str, str]:
    shown = rig.product(goods)
    return shown["regular_price"], shown["sale_price"]


def priced(bench: Bench, goods: Goods, price: int, before: int | None) -> OfferItem:
    known = None if before is None else Money(before, "TRY")
    return replace(bench.stock(goods, 5), price=Money(price, "TRY"), list_price=known, quantity=None)


def test_a_reduced_price_is_a_sale_and_ends_when_it_ends(bench: Bench, rig: WooRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)

    bench.push(priced(bench, goods, 9000, 12000))
    reduced = prices(rig, goods)
    bench.push(priced(bench, goods, 12000, None))

    assert reduced == ("120.00", "90.00")
    assert prices(rig, goods) == ("120.00", "")
    assert rig.units(goods) == 5


def test_where_prices_are_without_tax_it_is_taken_off(rig: WooRig) -> None:
    rig.control("PUT", "/settings", json={"prices_include_tax": 0})
    settings = {**rig.account.settings, "prices_include_tax": "no", "tax_percent": "20"}
    rig.account = Account(settings, rig.account.secrets, "TRY")
    bench = Bench(rig)
    [goods] = rig.offer("CEZVE-1", units=5)

    bench.push(priced(bench, goods, 12000, None))
    bought = rig.buy(goods, 2)

    order: Any = bench.run(bench.connector.fetch_order(bought.order_id))
    assert json.loads(rig.calls[-2].read())["update"][0]["regular_price"] == "100.000000"
    assert (prices(rig, goods), order.packages[0].total) == (("100.00", ""), Money(24000, "TRY"))
