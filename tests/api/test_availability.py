"""Availability read the short way: it says what the long way says, and leaves everything unusual to it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.config.shortcut import Shortcut
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.identity.services import api_keys
from arasta.contexts.inventory.queries import availability
from arasta.contexts.inventory.services import levels, reservations, rules
from arasta.contexts.inventory.services.rules import RuleInput
from arasta.contexts.inventory.types import HoldRequest, RuleKind, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import code_of, sku_of
from tests.api.test_stock import place
from tests.contexts.identity.making import make_key
from tests.flows.ordering.shop import Shop
from tests.statements import counted

pytestmark = pytest.mark.django_db

PATH = "/api/v1/availability"


class Caller:
    """Asks the shortcut; what it hands on is remembered and not answered."""

    def __init__(self) -> None:
        self.key = make_key(("stock.read",))
        self.handed_on = 0
        self.short = Shortcut(self._long_way)
        self.ask("GET", f"{PATH}/nothing")
        db.execute("UPDATE identity_api_key SET last_used_at = clock_timestamp()")
        self.short, self.handed_on = Shortcut(self._long_way), 0

    def _long_way(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.handed_on += 1
        start_response("599 The long way", [])
        return [environ["wsgi.input"].read()]

    def ask(self, method: str, path: str, *, query: str = "", body: bytes = b"", key: str | None = None) -> Any:
        """Return the answer, or what was handed on."""
        said: list[str] = []
        answer = self.short(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_AUTHORIZATION": f"Bearer {self.key if key is None else key}",
                "wsgi.input": BytesIO(body),
            },
            lambda status, headers: said.append(status),
        )
        whole = b"".join(answer)
        return json.loads(whole) if said == ["200 OK"] else whole


@pytest.fixture
def caller(db: None) -> Caller:
    return Caller()


def mixed(shop: Shop) -> list[str]:
    """Put every rule to work: holds live and overdue, safety stock, fences, a share, caps; return the SKUs."""
    rival, keys = makers.make_channel(), [shop.variant, *makers.make_variants(4)]
    for number, key in enumerate(keys[1:], 1):
        makers.receive(key, shop.warehouse, 10 * number)
        makers.receive(key, makers.make_location(), 3)
    levels.set_safety_stock([StockLine(keys[1], shop.warehouse, 2)], actor=SYSTEM)
    rules.set_fences([StockLine(keys[2], shop.warehouse, 5)], channel_id=rival)
    rules.set_fences([StockLine(keys[3], shop.warehouse, 5)], channel_id=shop.channel)
    rules.set_rules(
        [RuleInput(RuleKind.SHARE, 70), RuleInput(RuleKind.SHARE, 30, keys[3]), RuleInput(RuleKind.CAP, 4, keys[4])],
        channel_id=shop.channel,
    )
    for key, lasts in ((keys[1], timedelta(hours=1)), (keys[2], timedelta(0))):
        hold = HoldRequest(makers.some_id(), shop.channel, (StockLine(key, shop.warehouse, 3),), lasts)
        reservations.reserve([hold], actor=SYSTEM)
    found = dict(db.rows("SELECT id, sku FROM catalog_variant WHERE id = ANY(%s)", [keys]))
    return [found[key] for key in keys]


def told(shop: Shop, sku: str) -> dict[str, object]:
    """Return what the ordinary query says."""
    variant = UUID(str(db.rows("SELECT id FROM catalog_variant WHERE sku = %s", [sku])[0][0]))
    offered = availability.offered([variant], channel_id=shop.channel, location_ids=[shop.warehouse, shop.store])
    places = {place(key): units for key, units in offered[variant].by_location.items()}
    return {"sku": sku, "channel": code_of(shop), "available": offered[variant].total, "by_location": places}


def test_both_ways_say_the_same(shop: Shop, caller: Caller, integrator: Integrator) -> None:
    skus = mixed(shop)
    wanted = {"skus": [*skus, skus[0]], "channel": code_of(shop)}

    short = caller.ask("POST", PATH, body=json.dumps(wanted).encode())
    long = integrator.send("post", "availability", wanted).body
    single = [caller.ask("GET", f"{PATH}/{sku}", query=f"channel={code_of(shop)}") for sku in skus]

    assert short == long == single == [told(shop, sku) for sku in skus]
    assert [one["available"] for one in short] == [4, 3, 10, 9, 4]
    assert caller.handed_on == 0


def test_both_ways_leave_the_last_ones_and_keep_back_what_is_kept_back(
    shop: Shop, caller: Caller, integrator: Integrator
) -> None:
    skus = mixed(shop)
    keys = dict(db.rows("SELECT sku, id FROM catalog_variant WHERE sku = ANY(%s)", [skus]))
    own = [RuleInput(RuleKind.END_BELOW, 0, keys[skus[0]]), RuleInput(RuleKind.BUFFER, 36, keys[skus[4]])]
    rules.set_rules([RuleInput(RuleKind.END_BELOW, 16), *own], channel_id=shop.channel)
    wanted = {"skus": skus, "channel": code_of(shop)}

    short = caller.ask("POST", PATH, body=json.dumps(wanted).encode())

    assert short == integrator.send("post", "availability", wanted).body == [told(shop, sku) for sku in skus]
    assert [one["available"] for one in short] == [4, 0, 0, 9, 4]


def test_one_sku_at_all_locations(shop: Shop, caller: Caller, integrator: Integrator) -> None:
    elsewhere, rival = makers.make_location(), makers.make_channel()
    makers.receive(shop.variant, elsewhere, 9)
    rules.set_fences([StockLine(shop.variant, shop.warehouse, 5)], channel_id=rival)
    levels.set_safety_stock([StockLine(shop.variant, shop.store, 1)], actor=SYSTEM)

    short = caller.ask("GET", PATH, query=f"sku={sku_of(shop)}")
    long = integrator.get("availability", sku=sku_of(shop)).body
    by_channel = integrator.get("availability", sku=sku_of(shop), channel=code_of(shop)).body

    assert short == long
    assert (long["channel"], long["available"]) == (None, 15)
    assert long["by_location"] == {place(shop.warehouse): 5, place(shop.store): 1, place(elsewhere): 9}
    assert by_channel == {
        "sku": sku_of(shop),
        "channel": code_of(shop),
        "available": 1,
        "by_location": {place(shop.warehouse): 0, place(shop.store): 1},
    }


def test_two_statements_however_many(shop: Shop, caller: Caller) -> None:
    skus = mixed(shop)

    for wanted in (skus[:1], skus):
        body = json.dumps({"skus": wanted, "channel": code_of(shop)}).encode()
        caller.ask("POST", PATH, body=body)
        with CaptureQueriesContext(connection) as caught:
            caller.ask("POST", PATH, body=body)
        assert counted(caught) == 2


def test_signs_in_codes_and_skus_are_written_as_json(shop: Shop, caller: Caller) -> None:
    location, strange = makers.make_location('K"Ö\\1'), makers.make_variant()
    db.execute("UPDATE catalog_variant SET sku = %s WHERE id = %s", ['A"B é/%', strange])
    channels.place_locations(shop.channel, [LocationPlace(location)])
    makers.receive(strange, location, 2)
    code, sku = code_of(shop), 'A"B é/%'

    many = caller.ask("POST", PATH, body=json.dumps({"skus": [sku], "channel": code}).encode())
    one = caller.ask("GET", PATH, query=f"channel={code}&sku={quote(sku)}")

    assert many == [one] == [{"sku": sku, "channel": code, "available": 2, "by_location": {'K"Ö\\1': 2}}]


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", f"{PATH}/GHOST", "channel={channel}", b""),
        ("GET", f"{PATH}/BARE", "channel={channel}", b""),
        ("GET", f"{PATH}/{{sku}}", "channel=moon", b""),
        ("GET", f"{PATH}/{{sku}}", "channel={channel}&colour=red", b""),
        ("GET", PATH, "", b""),
        ("GET", f"{PATH}/a/b", "", b""),
        ("GET", f"{PATH}bility", "sku={sku}", b""),
        ("DELETE", PATH, "sku={sku}", b""),
        ("POST", PATH, "", b"{"),
        ("POST", PATH, "", b'{"skus": []}'),
        ("POST", PATH, "", b'{"skus": [1]}'),
        ("POST", PATH, "", b'{"skus": ["A"], "surprise": 1}'),
        ("POST", PATH, "", json.dumps({"skus": ["A"] * 501}).encode()),
        ("POST", PATH, "", json.dumps({"skus": ["A" * 101]}).encode()),
        ("POST", PATH, "", json.dumps({"skus": ["A\x00"]}).encode()),
        ("POST", PATH, "", b" " * 64_001),
    ],
)
def test_what_is_unusual_goes_the_long_way_whole(
    shop: Shop, caller: Caller, method: str, path: str, query: str, body: bytes
) -> None:
    makers.make_variant("BARE")
    words = {"sku": sku_of(shop), "channel": code_of(shop)}

    handed_on = caller.ask(method, path.format(**words), query=query.format(**words), body=body)

    assert (handed_on, caller.handed_on) == (body, 1)


def test_who_may_not_read_goes_the_long_way(shop: Shop, caller: Caller) -> None:
    query = f"channel={code_of(shop)}"
    keys = ["", "nonsense", "ark_0_0", make_key(("orders.read",)), make_key(("stock.read",))]

    answers = [caller.ask("GET", f"{PATH}/{sku_of(shop)}", query=query, key=key) for key in keys]

    assert (answers, caller.handed_on) == ([b""] * 5, 5)


def test_a_revoked_key_reads_no_more(shop: Shop, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    query, time = f"channel={code_of(shop)}", [1000.0]
    monkeypatch.setattr("arasta.config.shortcut.monotonic", lambda: time[0])
    caller.short = Shortcut(caller._long_way)
    assert caller.ask("GET", f"{PATH}/{sku_of(shop)}", query=query) == told(shop, sku_of(shop))
    api_keys.revoke_api_key([row[0] for row in db.rows("SELECT id FROM identity_api_key")], actor=SYSTEM)

    time[0] += 1.0

    assert caller.ask("GET", f"{PATH}/{sku_of(shop)}", query=query) == b""
