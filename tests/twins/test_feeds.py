"""The services that show what others sell fetch a feed by themselves and say what they make of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.twins.makers import World

ADDRESS = "https://shop.example/feeds/fed_1/all.tsv?key=secret"
HEAD = "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tbrand\tgtin\tidentifier_exists\tcondition"
POT = (
    "POT\tPot\tA pot\thttps://shop.example/p/pot\thttps://shop.example/pot.webp\tin_stock\t12.34 TRY\tKervan\t\tno\tnew"
)
BARE = "BARE\tBare\tNo picture\thttps://shop.example/p/bare\t\tin_stock\t5.00 TRY\tKervan\t\tno\tnew"

LOCAL = "store_code\tid\tavailability\tquantity\nST-1\tPOT\tin_stock\t4\nST-2\tPOT\tout_of_stock\t0\n"


class Shop:
    """An address at which a feed lies."""

    def __init__(self, world: World) -> None:
        self.world, self.lines, self.etag = world, [HEAD, POT, BARE], '"1"'
        world.receiver = self.answer

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("if-none-match") == self.etag:
            return httpx.Response(304)
        if "local" in request.url.path:
            return httpx.Response(200, text=LOCAL)
        return httpx.Response(200, text="\n".join([*self.lines, ""]), headers={"etag": self.etag})

    def fetched(self, twin: str) -> dict[str, dict[str, Any]]:
        """Have the feed fetched and looked at; return what is known of each offer."""
        answer = self.world.call("POST", f"/{twin}/control/fetch")
        assert answer.json() == {"fetched": 1}
        self.world.wait(seconds=5)
        found = self.world.call("GET", f"/{twin}/control/offers").json()["offers"]
        return {one["id"]: one for one in found}

    def source(self, twin: str) -> dict[str, Any]:
        [row] = self.world.call("GET", f"/{twin}/control/feeds").json()["feeds"]
        return dict(row)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(World(tmp_path))


@pytest.fixture(params=["google", "meta"])
def twin(request: pytest.FixtureRequest, shop: Shop) -> str:
    name = str(request.param)
    assert shop.world.call("POST", f"/{name}/control/feeds", json={"url": ADDRESS}).is_success
    return name


def test_a_feed_is_taken_in_and_judged(shop: Shop, twin: str) -> None:
    found = shop.fetched(twin)

    assert [(code, [one["refused"] for one in row["issues"]]) for code, row in found.items()] == [
        ("POT", []),
        ("BARE", [True]),
    ]
    assert found["POT"]["shown"]["title"] == "Pot"
    assert (shop.source(twin)["status"], shop.source(twin)["taken"]) == ("200", 2)


def test_what_did_not_change_is_not_fetched_again(shop: Shop, twin: str) -> None:
    shop.fetched(twin)

    shop.fetched(twin)

    assert (shop.source(twin)["status"], shop.source(twin)["taken"]) == ("304", 2)


def test_what_leaves_the_feed_leaves_the_service(shop: Shop, twin: str) -> None:
    shop.fetched(twin)
    shop.lines, shop.etag = [HEAD, POT], '"2"'

    assert list(shop.fetched(twin)) == ["POT"]


def test_an_address_that_is_shut_leaves_what_is_shown(shop: Shop, twin: str) -> None:
    shop.fetched(twin)
    shop.world.receiver = lambda request: httpx.Response(410)

    assert list(shop.fetched(twin)) == ["POT", "BARE"]
    assert shop.source(twin)["status"] == "410"


def test_xml_is_read_as_well(shop: Shop, twin: str) -> None:
    item = (
        "<item><g:id>POT</g:id><title>Pot &amp; lid</title><description>A pot</description>"
        "<link>https://shop.example/p</link><g:image_link>https://shop.example/p.webp</g:image_link>"
        "<g:availability>in_stock</g:availability><g:price>12.34 TRY</g:price><g:brand>Kervan</g:brand>"
        "<g:condition>new</g:condition></item>"
    )
    shop.lines = ['<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>', item, "</channel></rss>"]

    found = shop.fetched(twin)

    assert found["POT"]["shown"]["title"] == "Pot & lid"
    assert not any(one["refused"] for one in found["POT"]["issues"])


def test_a_local_feed_says_what_stores_have(shop: Shop) -> None:
    shop.world.call("POST", "/google/control/feeds", json={"url": ADDRESS})
    shop.fetched("google")
    shop.world.call("POST", "/google/control/feeds", json={"url": ADDRESS.replace("all", "local")})
    shop.world.call("POST", "/google/control/fetch")

    [pot] = [one for one in shop.world.call("GET", "/google/control/offers").json()["offers"] if one["id"] == "POT"]

    assert {code: said["quantity"] for code, said in pot["stores"].items()} == {"ST-1": "4", "ST-2": "0"}


def test_html_in_a_description_is_refused_by_meta_only(shop: Shop) -> None:
    shop.lines = [HEAD, POT.replace("A pot", "<b>A</b> pot")]
    for name in ("google", "meta"):
        shop.world.call("POST", f"/{name}/control/feeds", json={"url": ADDRESS})

    found = {name: shop.fetched(name)["POT"]["issues"] for name in ("google", "meta")}

    assert (found["google"], [one["code"] for one in found["meta"]]) == ([], ["html_in_description"])


def test_the_page_shows_both_and_never_the_key(shop: Shop, twin: str) -> None:
    shop.fetched(twin)

    page = shop.world.call("GET", f"/{twin}/").text

    assert "Pot" in page
    assert "/feeds/fed_1/all.tsv" in page
    assert "secret" not in page


def test_an_address_is_given_on_the_page(shop: Shop) -> None:
    answer = shop.world.call("POST", "/google/feeds", data={"url": ADDRESS})

    assert answer.status_code == 303
    assert shop.source("google")["taken"] == 2
