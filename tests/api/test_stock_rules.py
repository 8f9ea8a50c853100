"""Channel rules over JSON: shares, caps, fences, and what they do to what channels may sell."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.kernel import db
from tests import makers
from tests.api.integrator import Answer, Integrator
from tests.api.test_carts import code_of, sku_of
from tests.api.test_stock import place
from tests.flows.ordering.shop import Shop

pytestmark = pytest.mark.django_db


def offered(integrator: Integrator, shop: Shop, code: str = "") -> int:
    return int(integrator.get(f"availability/{sku_of(shop)}", channel=code or code_of(shop)).body["available"])


def set_rules(integrator: Integrator, shop: Shop, *rules: dict[str, object]) -> Answer:
    return integrator.put(f"channels/{code_of(shop)}/stock-rules", {"rules": list(rules)})


def test_a_share_and_a_cap(shop: Shop, integrator: Integrator) -> None:
    path, sku = f"channels/{code_of(shop)}/stock-rules", sku_of(shop)
    body = {"rules": [{"kind": "share", "value": 60}, {"sku": sku, "kind": "cap", "value": 3}]}

    answers = [integrator.put(path, body, once="k") for _ in range(2)]
    listed = integrator.get(path)
    both = offered(integrator, shop)
    set_rules(integrator, shop, {"sku": sku, "kind": "cap", "value": None})

    assert [(one.status, one.body) for one in answers] == [(200, {"set": 2})] * 2
    assert listed.body == {
        "items": [{"sku": None, "kind": "share", "value": 60}, {"sku": sku, "kind": "cap", "value": 3}],
        "next_cursor": None,
    }
    assert (both, offered(integrator, shop)) == (3, 4)


def test_a_rule_of_a_sku_beats_the_one_for_all(shop: Shop, integrator: Integrator) -> None:
    set_rules(integrator, shop, {"kind": "cap", "value": 1}, {"sku": sku_of(shop), "kind": "cap", "value": 6})

    assert offered(integrator, shop) == 6


def test_a_fence_keeps_units_from_the_others(shop: Shop, integrator: Integrator) -> None:
    path, rival = f"channels/{code_of(shop)}/fences", makers.make_channel("rival")
    channels.place_locations(rival, [LocationPlace(shop.warehouse), LocationPlace(shop.store, 1)])
    fence = {"sku": sku_of(shop), "location": place(shop.warehouse), "quantity": 4}

    answer = integrator.put(path, {"fences": [fence]})
    listed = integrator.get(path)
    seen = (offered(integrator, shop), offered(integrator, shop, "rival"))
    integrator.put(path, {"fences": [{**fence, "quantity": 0}]})

    assert (answer.status, answer.body, listed.body) == (200, {"set": 1}, {"items": [fence], "next_cursor": None})
    assert (seen, offered(integrator, shop, "rival")) == ((7, 3), 7)
    assert integrator.get(path).body["items"] == []


def test_a_fence_where_nothing_ever_was_counts_once_goods_arrive(shop: Shop, integrator: Integrator) -> None:
    empty, rival = makers.make_location(), makers.make_channel("rival")
    channels.place_locations(rival, [LocationPlace(empty)])
    fence = {"sku": sku_of(shop), "location": place(empty), "quantity": 4}
    integrator.put(f"channels/{code_of(shop)}/fences", {"fences": [fence]})

    makers.receive(shop.variant, empty, 6)

    assert offered(integrator, shop, "rival") == 2


def test_pages_of_fences_and_rules(shop: Shop, integrator: Integrator) -> None:
    keys = makers.make_variants(3)
    codes = dict(db.rows("SELECT id, sku FROM catalog_variant WHERE id = ANY(%s)", [keys]))
    path = f"channels/{code_of(shop)}"
    rules: list[dict[str, object]] = [{"sku": codes[key], "kind": "cap", "value": 1} for key in keys]
    set_rules(integrator, shop, *rules, {"kind": "cap", "value": 9})
    fences = [{"sku": codes[key], "location": place(shop.store), "quantity": 1} for key in keys]
    integrator.put(f"{path}/fences", {"fences": fences})

    for name, expected in (("stock-rules", [{"sku": None, "kind": "cap", "value": 9}, *rules]), ("fences", fences)):
        first = integrator.get(f"{path}/{name}", limit=2).body
        rest = integrator.get(f"{path}/{name}", limit=2, cursor=first["next_cursor"]).body
        assert ([*first["items"], *rest["items"]], rest["next_cursor"]) == (expected, None)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"value": -1}, (422, "invalid_request")),
        ({"value": 1.5}, (422, "invalid_request")),
        ({"value": "3"}, (422, "invalid_request")),
        ({"value": 10**12}, (422, "invalid_request")),
        ({"kind": "slice"}, (422, "invalid_request")),
        ({"unit": "box"}, (422, "invalid_request")),
        ({"value": 101, "kind": "share"}, (422, "rule_out_of_range")),
        ({"sku": "GHOST"}, (404, "unknown_sku")),
    ],
)
def test_a_faulty_rule(shop: Shop, integrator: Integrator, change: dict[str, object], refusal: tuple[int, str]) -> None:
    answer = set_rules(integrator, shop, {"kind": "cap", "value": 3, **change})

    assert answer.refusal == refusal
    assert db.rows("SELECT count(*) FROM inventory_channel_rule") == [(0,)]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"quantity": -1}, (422, "invalid_request")),
        ({"quantity": 0.5}, (422, "invalid_request")),
        ({"quantity": 10**12}, (422, "invalid_request")),
        ({"sku": "GHOST"}, (404, "unknown_sku")),
        ({"location": "MOON"}, (404, "unknown_location")),
    ],
)
def test_a_faulty_fence(
    shop: Shop, integrator: Integrator, change: dict[str, object], refusal: tuple[int, str]
) -> None:
    fence = {"sku": sku_of(shop), "location": place(shop.store), "quantity": 1, **change}

    answer = integrator.put(f"channels/{code_of(shop)}/fences", {"fences": [fence]})

    assert (answer.refusal, db.rows("SELECT count(*) FROM inventory_fence")) == (refusal, [(0,)])


def test_named_twice_or_not_at_all(shop: Shop, integrator: Integrator) -> None:
    rule, path = {"kind": "cap", "value": 3}, f"channels/{code_of(shop)}"
    fence = {"sku": sku_of(shop), "location": place(shop.store), "quantity": 1}

    refusals = [
        *(integrator.put(f"{path}/stock-rules", {"rules": one}).refusal for one in ([], [rule, rule])),
        *(integrator.put(f"{path}/fences", {"fences": one}).refusal for one in ([], [fence, fence], [fence] * 1001)),
    ]

    assert refusals == [(422, "invalid_request")] * 5


def test_an_unknown_channel(integrator: Integrator) -> None:
    refusals = [
        integrator.get("channels/moon/stock-rules").refusal,
        integrator.get("channels/moon/fences").refusal,
        integrator.put("channels/moon/stock-rules", {"rules": [{"kind": "cap", "value": 3}]}).refusal,
        integrator.put("channels/moon/fences", {"fences": [{"sku": "A", "location": "B", "quantity": 1}]}).refusal,
    ]

    assert refusals == [(404, "channel_not_found")] * 4
