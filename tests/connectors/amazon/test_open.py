"""The connector is opened with what an installation holds, tells of parcels, and says who the seller is."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import arasta.connectors.amazon as package
from arasta.connectors.amazon import client, telling
from arasta.connectors.amazon.account import read_shop
from arasta.connectors.amazon.connector import open_amazon
from arasta.contexts.channels.ports import Account, ChannelTrouble, NotOffered, SettingsWrong
from arasta.contexts.channels.types import Op, Outcome, PackageItem, PackageLine, Stream, Trouble
from arasta.contexts.channels.types.inbound import RawRequest, Refusal, Refused
from arasta.twins.amazon import types as played
from arasta.twins.faults import Fault
from tests.connectors.amazon.rig import SECRETS, SETTINGS, AmazonRig
from tests.connectors.suite.bench import Bench

WRONG: list[tuple[dict[str, str], dict[str, str], str]] = [
    ({"seller_id": ""}, {}, "seller_id"),
    ({"marketplace_id": "NOWHERE"}, {}, "marketplace_id"),
    ({"carrier_codes": "[1]"}, {}, "carrier_codes"),
    ({"carrier_codes": "{"}, {}, "carrier_codes"),
    ({"tax_percent": "a lot"}, {}, "tax_percent"),
    ({}, {"client_id": ""}, "client_id"),
    ({}, {"client_secret": ""}, "client_secret"),
    ({}, {"refresh_token": ""}, "refresh_token"),
    ({}, {"queue_key": ""}, "queue_key"),
]


@pytest.mark.parametrize(("settings", "secrets", "missing"), WRONG)
def test_what_is_missing_is_named(settings: dict[str, str], secrets: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsWrong) as refusal:
        open_amazon(Account({**SETTINGS, **settings}, {**SECRETS, **secrets}, "TRY"))

    assert str(refusal.value) == f"The connector “amazon” needs “{missing}”. Fill it in and save again."


def test_the_region_answers_for_its_marketplaces() -> None:
    own = {"seller_id": "A", "marketplace_id": "ATVPDKIKX0DER"}

    opened = open_amazon(Account(own, SECRETS, "USD"))
    shop = read_shop(Account(own, SECRETS, "USD"))

    assert opened.base_url == "https://sellingpartnerapi-na.amazon.com"
    assert (shop.country, shop.language, shop.amazon_stock) == ("US", "en_US", "AMAZON_NA")


def test_the_buckets_are_those_of_the_usage_plans(bench: Bench) -> None:
    groups = {one.name: one.bucket for one in bench.able.rate_groups}

    assert {name: (one.capacity, str(one.per_second)) for name, one in groups.items() if one} == client.PLANS
    assert {name: plan for name, plan in played.PLANS.items() if name in client.PLANS} == client.PLANS


def test_what_it_can_do_is_said(bench: Bench) -> None:
    assert set(bench.able.pull) == {
        Stream.ORDERS, Stream.LISTINGS, Stream.RETURNS, Stream.SETTLEMENTS, Stream.NOTICES,
    }  # fmt: skip
    assert set(bench.able.push) == {Op.STOCK, Op.PRICE, Op.LISTING, Op.UNLIST, Op.TRACKING, Op.CANCEL}
    assert bench.able.reads_back


def test_the_manifest_names_every_setting_that_is_read() -> None:
    manifest = tomllib.loads((Path(package.__file__).parent / "manifest.toml").read_text())

    assert [one["name"] for one in manifest["secrets"]] == list(SECRETS)
    assert {one["name"] for one in manifest["settings"]} >= set(SETTINGS)


def test_who_the_seller_is_and_where_stock_lies(bench: Bench) -> None:
    met = bench.run(bench.connector.introduce())

    assert (met.account, met.name, met.currency, met.country) == ("A1DEMOSELLER", "Kervan", "TRY", "TR")
    assert [(one.external_id, one.is_ours) for one in met.places] == [("DEFAULT", True), ("AMAZON_EU", False)]


def test_a_marketplace_on_which_the_seller_does_not_sell_is_named(rig: AmazonRig) -> None:
    rig.account = Account({**SETTINGS, "marketplace_id": "A1PA6795UKMFR9"}, SECRETS, "EUR")
    bench = Bench(rig)

    with pytest.raises(ChannelTrouble) as caught:
        bench.run(bench.connector.introduce())

    assert caught.value.trouble is Trouble.REFUSED
    assert "A1PA6795UKMFR9" in caught.value.detail


def test_a_grant_that_was_revoked_is_named(rig: AmazonRig, bench: Bench) -> None:
    rig.break_down(Fault.TOKEN_REVOKED)

    with pytest.raises(ChannelTrouble) as caught:
        bench.run(bench.connector.introduce())

    assert (caught.value.trouble, caught.value.detail) == (
        Trouble.AUTH, "invalid_grant The request has an invalid grant parameter : refresh_token",
    )  # fmt: skip


def test_subscribing_twice_is_subscribing_once(rig: AmazonRig, bench: Bench) -> None:
    rig.control("DELETE", "/subscriptions")

    first = bench.run(bench.connector.subscribe(SETTINGS["queue_arn"]))
    calls = len([call for call in rig.calls if call.method == "POST" and "/notifications/" in call.url.path])
    again = bench.run(bench.connector.subscribe(""))

    writes = [call for call in rig.calls if call.method == "POST" and "/notifications/" in call.url.path]
    assert first == again
    assert len(writes) == calls == 6


def test_without_a_queue_nothing_is_subscribed(rig: AmazonRig) -> None:
    rig.account = Account({**SETTINGS, "queue_arn": ""}, SECRETS, "TRY")
    bench = Bench(rig)

    with pytest.raises(NotOffered):
        bench.run(bench.connector.subscribe("https://shop.example/webhooks"))


def test_no_call_is_believed(bench: Bench) -> None:
    judged = bench.connector.verify(RawRequest(headers={}, body=b"{}"), secrets=[SECRETS], now=bench.rig.now)

    assert judged == Refused(Refusal.NOT_OFFERED)


def test_records_of_calls_hold_no_names_and_no_tokens(rig: AmazonRig, bench: Bench) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    bench.run(bench.connector.fetch_order(rig.buy(goods).order_id))

    shown = "".join(call.received + call.sent for call in bench.transport.recording.calls)

    assert '"buyerName":"•••"' in shown
    assert '"access_token":"•••"' in shown
    assert "demo-client-secret" not in shown
    assert "Atzr" not in shown


ITEM = PackageItem(
    package_id="405-1",
    lines=[PackageLine(external_id="11", quantity=2)],
    tracking_number="T1",
    carrier="Yurtiçi Kargo",
)


@pytest.mark.parametrize(
    ("carrier", "settings", "expected"),
    [
        ("Yurtiçi Kargo", {}, {"carrierCode": "Other", "carrierName": "Yurtiçi Kargo"}),
        ("ups", {}, {"carrierCode": "UPS"}),
        ("Yurtiçi Kargo", {"carrier_codes": '{"yurtiçi kargo": "YK"}'}, {"carrierCode": "YK"}),
        ("", {"carrier": "DHL"}, {"carrierCode": "DHL"}),
    ],
)
def test_a_carrier_is_told_by_code_or_by_name(
    bench: Bench, carrier: str, settings: dict[str, str], expected: dict[str, Any]
) -> None:
    shop = read_shop(Account({**SETTINGS, **settings}, SECRETS, "TRY"))

    parcel = telling.parcel(replace(ITEM, carrier=carrier, shipped_at=bench.rig.now), shop)

    assert {name: parcel[name] for name in parcel if name.startswith("carrier")} == expected


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"tracking_number": ""}, "there is no tracking number"),
        ({}, "it is not known when it left"),
        ({"lines": []}, "it is not known when it left"),
    ],
)
def test_a_parcel_that_cannot_be_told_is_not_sent(
    rig: AmazonRig, bench: Bench, change: dict[str, Any], text: str
) -> None:
    [result] = bench.run(bench.connector.tell(Op.TRACKING, replace(ITEM, **change))).results

    assert (result.outcome, result.text) == (Outcome.INVALID, text)
    assert rig.calls == []


def test_two_parcels_of_one_order_are_two(rig: AmazonRig, bench: Bench) -> None:
    rig.offer("A", "B", units=5)
    order_id = rig.control("POST", "/orders", json={"lines": [{"sku": "A"}, {"sku": "B"}]})["orderId"]
    lines = [one["orderItemId"] for one in rig.control("GET", f"/orders/{order_id}")["orderItems"]]
    told = [
        PackageItem(
            package_id=order_id,
            lines=[PackageLine(external_id=line, quantity=1)],
            tracking_number=f"T{at}",
            carrier="MNG",
            shipped_at=rig.now,
        )
        for at, line in enumerate(lines)
    ]

    states = []
    for item in told:
        bench.run(bench.connector.tell(Op.TRACKING, item))
        states.append(rig.control("GET", f"/orders/{order_id}")["fulfillment"]["fulfillmentStatus"])

    parcels = rig.control("GET", f"/orders/{order_id}")["packages"]
    assert states == ["PARTIALLY_SHIPPED", "SHIPPED"]
    assert [one["trackingNumber"] for one in parcels] == ["T0", "T1"]


@pytest.mark.parametrize("op", [Op.REFUND, Op.ACCEPT, Op.INVOICE])
def test_other_sayings_are_not_offered(bench: Bench, op: Op) -> None:
    with pytest.raises(NotOffered):
        bench.connector.tell(op, ITEM)


def test_every_word_is_there_in_three_languages() -> None:
    folder = Path(package.__file__).parent
    manifest = tomllib.loads((folder / "manifest.toml").read_text())
    words = tomllib.loads((folder / "words.toml").read_text())

    asked = {one["name"] for one in [*manifest["settings"], *manifest["secrets"]]}
    assert {language: set(said["asked"]) for language, said in words.items()} == dict.fromkeys(
        ("en", "tr", "ru"), asked
    )
    assert {frozenset(said["troubles"]) for said in words.values()} == {frozenset({"auth", "throttled", "refused"})}
