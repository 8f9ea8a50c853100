"""The connector is opened with what an installation holds, and says what it can do."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import arasta.connectors.trendyol as package
from arasta.connectors.trendyol.connector import open_trendyol
from arasta.contexts.channels.ports import Account, SettingsWrong
from arasta.contexts.channels.types import Op, Stream
from tests.connectors.trendyol.bench import SECRETS, SETTINGS, Bench, stock
from tests.twins.makers import order, publish, stocked


def test_we_say_who_we_are(bench: Bench) -> None:
    publish(bench.world)

    bench.push(stock(1))

    headers = bench.wire.requests[0].headers
    assert headers["user-agent"] == "1234 - SelfIntegration"
    assert headers["authorization"] == "Basic ZGVtby1rZXk6ZGVtby1zZWNyZXQ="


@pytest.mark.parametrize(
    ("settings", "secrets", "missing"),
    [
        ({"seller_id": "abc"}, {}, "seller_id"),
        ({"seller_id": ""}, {}, "seller_id"),
        ({"integrator": "Kervan & Co"}, {}, "integrator"),
        ({}, {"api_key": ""}, "api_key"),
        ({}, {"api_secret": ""}, "api_secret"),
    ],
)
def test_what_is_missing_is_named(settings: dict[str, str], secrets: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsWrong) as refusal:
        open_trendyol(Account({**SETTINGS, **settings}, {**SECRETS, **secrets}, "TRY"))

    assert str(refusal.value) == f"The connector “trendyol” needs “{missing}”. Fill it in and save again."


def test_what_it_can_do_is_said(bench: Bench) -> None:
    able = bench.connector.capabilities()

    assert set(able.pull) == {Stream.ORDERS, Stream.LISTINGS, Stream.RETURNS, Stream.SETTLEMENTS}
    assert set(able.push) == set(Op) - {Op.UNLIST}
    assert (able.push[Op.STOCK].batch_max, able.push[Op.STOCK].largest) == (1000, 20_000)
    assert able.pull[Stream.ORDERS].newest_first


def test_records_of_calls_hold_no_names_and_no_keys(bench: Bench) -> None:
    stocked(bench.world, 5)
    placed = order(bench.world)

    bench.run(bench.connector.fetch_order(placed["orderNumber"]))

    [call] = bench.transport.recording.calls
    assert (call.method, call.status, call.sent) == ("GET", 200, "")
    assert '"customerFirstName":"•••"' in call.received
    assert '"orderNumber":"' + placed["orderNumber"] in call.received
    assert "Basic" not in repr(call)


def test_the_manifest_names_every_setting_that_is_read() -> None:
    manifest = tomllib.loads((Path(package.__file__).parent / "manifest.toml").read_text())

    assert [one["name"] for one in manifest["secrets"]] == ["api_key", "api_secret"]
    assert {one["name"] for one in manifest["settings"]} == {
        "seller_id", "base_url", "integrator", "orders_since", "stream_gap_seconds", "brand_id", "category_id",
        "unsupplied_reason_id",
    }  # fmt: skip
