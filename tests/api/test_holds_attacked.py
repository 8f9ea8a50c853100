"""Holds and availability asked for by whoever may not, for what is another's, twice, or in words that make no sense."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.contexts.inventory.queries import audit
from arasta.kernel.ids import new_id, to_public
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import code_of, sku_of
from tests.api.test_holds import body, reserved
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race, race_all

pytestmark = pytest.mark.django_db

READERS = [("stock.read",), ("orders.write",), ("catalog.write",)]
NO_HOLD_IDS = ["hld_", "hld_1", "crt_01", "hld_!!", "hld_" + "z" * 300, "0", "%00", "..", "hld_%F0%9F%98%80"]
NO_SECONDS: list[Any] = [None, "600", 600.0, True, -600, 10**12, [], {}]


@pytest.fixture
def held(shop: Shop, integrator: Integrator) -> str:
    """A live hold of three units that stands alone."""
    return str(integrator.post("holds", body(shop)).body["id"])


@pytest.mark.parametrize("scopes", READERS)
def test_who_may_not_touch_a_hold_changes_nothing(shop: Shop, held: str, scopes: tuple[str, ...]) -> None:
    stranger, cart = Integrator(scopes), to_public("crt", shop.cart(3))

    refusals = [
        stranger.post("holds", body(shop)).refusal,
        stranger.get(f"holds/{held}").refusal,
        stranger.post(f"holds/{held}/extend", {"ttl_seconds": 3600}).refusal,
        stranger.post(f"holds/{held}/hand-over", {"cart_id": cart}).refusal,
        stranger.send("delete", f"holds/{held}").refusal,
    ]

    assert refusals == [(403, "permission_missing")] * 5
    assert (reserved(shop), audit.find_lies()) == ((3, 0), [])


@pytest.mark.parametrize("word", NO_HOLD_IDS)
def test_an_id_that_is_no_holds(shop: Shop, integrator: Integrator, word: str) -> None:
    cart = to_public("crt", shop.cart(3))

    answers = [
        integrator.get(f"holds/{word}"),
        integrator.post(f"holds/{word}/extend", {"ttl_seconds": 60}),
        integrator.post(f"holds/{word}/hand-over", {"cart_id": cart}),
        integrator.send("delete", f"holds/{word}"),
    ]

    assert {one.status for one in answers} <= {400, 404}
    assert reserved(shop) == (0, 0)


def test_the_id_of_something_else(shop: Shop, integrator: Integrator, held: str) -> None:
    cart = shop.cart(3)
    foreign = held.replace("hld_", "crt_")

    answers = [
        integrator.get(f"holds/{foreign}"),
        integrator.get(f"holds/{to_public('hld', cart)}"),
        integrator.post(f"holds/{to_public('hld', cart)}/extend", {"ttl_seconds": 60}),
        integrator.post(f"holds/{held}/hand-over", {"cart_id": held}),
        integrator.post(f"holds/{held}/hand-over", {"cart_id": foreign}),
        integrator.post(f"holds/{held}/hand-over", {"cart_id": to_public("crt", new_id())}),
        integrator.post(f"holds/{to_public('hld', new_id())}/hand-over", {"cart_id": to_public("crt", cart)}),
    ]

    assert [one.refusal for one in answers] == [
        (404, "unknown_id"),
        (404, "unknown_hold"),
        (404, "unknown_hold"),
        (404, "unknown_id"),
        (404, "unknown_cart"),
        (404, "unknown_cart"),
        (404, "unknown_hold"),
    ]
    assert reserved(shop) == (3, 0)


@pytest.mark.parametrize("seconds", NO_SECONDS)
def test_a_time_that_is_none(shop: Shop, integrator: Integrator, held: str, seconds: object) -> None:
    before = integrator.get(f"holds/{held}").body

    answer = integrator.post(f"holds/{held}/extend", {"ttl_seconds": seconds})

    assert answer.refusal == (422, "invalid_request")
    assert integrator.get(f"holds/{held}").body == before


@pytest.mark.parametrize("sent", [None, [], "x", {}, {"cart_id": None}, {"cart_id": 5}, {"cart_id": "crt_1" * 20}])
def test_a_cart_that_is_none(shop: Shop, integrator: Integrator, held: str, sent: object) -> None:
    answer = integrator.post(f"holds/{held}/hand-over", sent)

    assert answer.status in {400, 422}
    assert integrator.get(f"holds/{held}").body["cart_id"] is None


@pytest.mark.django_db(transaction=True)
def test_a_hold_asked_for_twice_at_once_is_one_hold() -> None:
    shop = open_shop(warehouse=5, store=2)
    integrator = Integrator(("carts.write",))
    wanted = body(shop)

    answers = race(6, lambda: integrator.post("holds", wanted, once="k").status)

    assert {answer for answer in answers if answer != 409} == {201}
    assert (reserved(shop), audit.find_lies()) == ((3, 0), [])


@pytest.mark.django_db(transaction=True)
def test_a_hold_extended_handed_over_and_let_go_at_once_is_whole_or_gone() -> None:
    shop = open_shop(warehouse=5, store=2)
    integrator = Integrator(("carts.write",))

    for _ in range(4):
        key, cart = integrator.post("holds", body(shop)).body["id"], to_public("crt", shop.cart(3))
        told = race_all(
            [
                lambda key=key: integrator.post(f"holds/{key}/extend", {"ttl_seconds": 3600}).status,  # type: ignore[misc]
                lambda key=key, cart=cart: integrator.post(f"holds/{key}/hand-over", {"cart_id": cart}).status,  # type: ignore[misc]
                lambda key=key: integrator.send("delete", f"holds/{key}").status,  # type: ignore[misc]
            ]
        )
        units = {"released": (0, 0), "held": (3, 0)}[integrator.get(f"holds/{key}").body["status"]]
        assert {one for one in told if one != 409} == {200}
        assert (reserved(shop), audit.find_lies()) == (units, [])
        integrator.send("delete", f"holds/{key}")
        assert reserved(shop) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_hold_goes_to_one_of_two_carts() -> None:
    shop = open_shop(warehouse=5, store=2)
    integrator = Integrator(("carts.write",))
    key = integrator.post("holds", body(shop)).body["id"]
    carts = [to_public("crt", shop.cart(3)) for _ in range(2)]

    told = race_all(
        [
            lambda cart=cart: integrator.post(f"holds/{key}/hand-over", {"cart_id": cart}).status  # type: ignore[misc]
            for cart in carts
        ]
    )

    assert sorted(told, key=str) == [200, 409]
    assert integrator.get(f"holds/{key}").body["cart_id"] in carts
    assert (reserved(shop), audit.find_lies()) == ((3, 0), [])


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"skus": []}, (422, "invalid_request")),
        ({"skus": ["S"] * 501}, (422, "invalid_request")),
        ({"skus": ["S" * 101]}, (422, "invalid_request")),
        ({"skus": [""]}, (422, "invalid_request")),
        ({"skus": [None]}, (422, "invalid_request")),
        ({"skus": "MUG"}, (422, "invalid_request")),
        ({"skus": ["S\x00"]}, (422, "invalid_request")),
        ({"skus": ["S\ud83d"]}, (422, "invalid_request")),
        ({"skus": ["GHOST"], "more": 1}, (422, "invalid_request")),
        ({"skus": ["GHOST"]}, (404, "unknown_sku")),
        ({"skus": ["GHOST"], "channel": "moon"}, (404, "channel_not_found")),
        ({"skus": ["GHOST"], "channel": None}, (422, "invalid_request")),
    ],
)
def test_availability_asked_for_in_bad_words(shop: Shop, sent: dict[str, object], refusal: tuple[int, str]) -> None:
    asked = {"channel": code_of(shop), **sent}

    assert Integrator(("stock.read",)).post("availability", asked, once="").refusal == refusal


@pytest.mark.parametrize("scopes", [("carts.write",), ("orders.read",)])
def test_availability_is_for_those_who_may_read_stock(shop: Shop, scopes: tuple[str, ...]) -> None:
    stranger, sku = Integrator(scopes), sku_of(shop)

    refusals = [
        stranger.get("availability", sku=sku).refusal,
        stranger.get("availability", sku=sku, channel=code_of(shop)).refusal,
        stranger.get(f"availability/{sku}").refusal,
        stranger.post("availability", {"skus": [sku], "channel": code_of(shop)}, once="").refusal,
    ]

    assert refusals == [(403, "permission_missing")] * 4


def test_a_sku_asked_for_twice_is_told_once(shop: Shop) -> None:
    other = makers.make_variant("OTHER")
    makers.receive(other, shop.warehouse, 4)
    asked = {"skus": ["OTHER", sku_of(shop), "OTHER"], "channel": code_of(shop)}

    answer = Integrator(("stock.read",)).post("availability", asked, once="")

    assert [(one["sku"], one["available"]) for one in answer.body] == [("OTHER", 4), (sku_of(shop), 7)]
