"""The app is installed on the shop's own page: what comes back is judged, and its code buys the token once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from arasta.connectors.shopify.consenting import SCOPES, ShopConsent, signature
from arasta.contexts.channels.ports import Account, ChannelTrouble, ConsentRefused, SettingsWrong
from arasta.contexts.channels.types import Trouble
from arasta.kernel.transport.wire import read_json
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.bench import Bench
from tests.twins.makers import ORIGIN

BACK = "https://office.example/office/connect/shopify/back"
STATE = "a-word-that-nobody-guesses"
# Signed with the vendor's own library.
VECTOR = {
    "shop": "t.myshopify.com",
    "code": "abc",
    "timestamp": "1795289767",
    "state": "n1",
    "hmac": "2e69f4f6358c64d9f571d3117de3d771adbb887be6cba37c677e12cadd2bfa4d",
}
AT = datetime.fromtimestamp(1795289767, UTC)
THEIRS = Account({"shop": "t.myshopify.com", "client_id": "id"}, {"client_secret": "shpss_test_secret"}, "TRY")
consent = ShopConsent()


def test_an_answer_of_the_shops_is_believed() -> None:
    assert consent.code(THEIRS, VECTOR, state="n1", now=AT) == "abc"


@pytest.mark.parametrize(
    ("changed", "state", "now"),
    [
        pytest.param({"hmac": "0" * 64}, "n1", AT, id="forged"),
        pytest.param({"hmac": ""}, "n1", AT, id="not signed"),
        pytest.param({"code": "abd"}, "n1", AT, id="another code"),
        pytest.param({"extra": "1"}, "n1", AT, id="something added"),
        pytest.param({}, "n2", AT, id="another state"),
        pytest.param({}, "n1", AT + timedelta(hours=2), id="old"),
    ],
)
def test_what_is_not_an_answer_to_us_is_refused(changed: Mapping[str, str], state: str, now: datetime) -> None:
    with pytest.raises(ConsentRefused):
        consent.code(THEIRS, {**VECTOR, **changed}, state=state, now=now)


def test_another_shops_answer_is_refused_though_it_is_signed() -> None:
    other = {**VECTOR, "shop": "evil.myshopify.com"}
    signed = {**other, "hmac": signature(other, "shpss_test_secret")}

    with pytest.raises(ConsentRefused):
        consent.code(THEIRS, signed, state="n1", now=AT)


class Merchant:
    """Somebody who installs our app in the twin's shop."""

    def __init__(self, shop: ShopifyRig) -> None:
        self.shop = shop
        secret = {"client_secret": shop.account.secrets["client_secret"]}
        self.account = Account({**shop.account.settings, "client_id": "demo-client-id"}, secret, "TRY")

    def agree(self, *, without: str = "") -> dict[str, str]:
        page = urlsplit(consent.address(self.account, state=STATE, return_to=BACK))
        asked = dict(parse_qsl(page.query))
        shown = self.shop.world.call("GET", f"{page.path}?{page.query}")
        assert "write_orders" in shown.text
        ticked = {f"scope-{one}": "1" for one in asked["scope"].split(",") if one != without}
        went = self.shop.world.call("POST", page.path, data={**asked, **ticked}, headers={"origin": ORIGIN})
        assert went.headers["location"].startswith(f"{BACK}?")
        return dict(parse_qsl(urlsplit(went.headers["location"]).query))


@pytest.fixture
def merchant(shop: ShopifyRig) -> Merchant:
    return Merchant(shop)


def test_the_code_buys_a_token_that_opens_the_shop_once(merchant: Merchant, bench: Bench) -> None:
    answer = merchant.agree()
    code = consent.code(merchant.account, answer, state=STATE, now=merchant.shop.now)

    brought = bench.run(consent.exchange(merchant.account, code))

    assert set(brought) == consent.brings
    headers = {"x-shopify-access-token": brought["access_token"]}
    path = urlsplit(merchant.account.settings["base_url"]).path
    opened = merchant.shop.world.call("POST", f"{path}/graphql.json", json={"query": "{shop{name}}"}, headers=headers)
    assert read_json(opened.content)["data"] == {"shop": {"name": "Kervan"}}
    with pytest.raises(ChannelTrouble) as caught:
        bench.run(consent.exchange(merchant.account, code))
    assert caught.value.trouble is Trouble.REFUSED


def test_less_than_we_need_is_not_enough(merchant: Merchant, bench: Bench) -> None:
    answer = merchant.agree(without="write_inventory")

    with pytest.raises(ChannelTrouble) as caught:
        bench.run(consent.exchange(merchant.account, answer["code"]))

    assert (caught.value.trouble, caught.value.detail) == (Trouble.REFUSED, "not granted: write_inventory")


@pytest.mark.parametrize(("part", "missing"), [("settings", "client_id"), ("secrets", "client_secret")])
def test_without_the_app_there_is_nothing_to_consent_to(merchant: Merchant, part: str, missing: str) -> None:
    settings, secrets = dict(merchant.account.settings), dict(merchant.account.secrets)
    (settings if part == "settings" else secrets).pop(missing)

    with pytest.raises(SettingsWrong) as refused:
        consent.address(Account(settings, secrets, "TRY"), state=STATE, return_to=BACK)

    assert refused.value.details["missing"] == missing


def test_all_that_is_asked_for_is_asked_once() -> None:
    assert len(SCOPES) == len(set(SCOPES)) == 9
