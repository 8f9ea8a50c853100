"""A shop is opened with what it needs, over a line nobody can listen to."""

from __future__ import annotations

import pytest

from arasta.connectors.woocommerce.connector import open_woocommerce
from arasta.contexts.channels.ports import Account, SettingsWrong
from tests.connectors.suite.bench import Bench
from tests.connectors.woocommerce.rig import SECRETS, SETTINGS, WooRig

SAFE = {"address": "https://woo.example/"}


def test_the_keys_go_with_every_call() -> None:
    opened = open_woocommerce(Account(SAFE, SECRETS, "TRY"))

    assert opened.base_url == "https://woo.example/wp-json/wc/v3"
    assert opened.headers == {"authorization": "Basic Y2tfZGVtbzpjc19kZW1v"}


@pytest.mark.parametrize(
    ("settings", "secrets", "missing"),
    [
        ({}, SECRETS, "address"),
        ({"address": "http://woo.example"}, SECRETS, "address"),
        ({"address": "woo.example"}, SECRETS, "address"),
        ({**SAFE, "calls_per_minute": "many"}, SECRETS, "calls_per_minute"),
        ({**SAFE, "prices_include_tax": "no"}, SECRETS, "tax_percent"),
        ({**SAFE, "prices_include_tax": "no", "tax_percent": "a fifth"}, SECRETS, "tax_percent"),
        (SAFE, {"consumer_key": "ck"}, "consumer_secret"),
        (SAFE, {"consumer_secret": "cs"}, "consumer_key"),
    ],
)
def test_what_is_missing_is_named(settings: dict[str, str], secrets: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsWrong, match=missing):
        open_woocommerce(Account(settings, secrets, "TRY"))


def test_a_shop_says_who_it_is(bench: Bench, rig: WooRig) -> None:
    rig.control("PUT", "/settings", json={"prices_include_tax": 0})

    found = bench.run(bench.connector.introduce())

    assert (found.account, found.currency, found.country) == ("woo.example", "TRY", "TR")
    assert found.settings == {"prices_include_tax": "no"}


def test_orders_keep_a_share_of_what_the_host_bears() -> None:
    groups = open_woocommerce(Account({**SETTINGS, "calls_per_minute": "90"}, SECRETS, "TRY"))

    shares = {one.name: one.windows[0].calls for one in groups.connector.capabilities().rate_groups}
    assert shares == {"orders": 30, "goods": 60}
