"""Orders that come whole over JSON: taken or refused each by itself, once, and together if they come together."""

from __future__ import annotations

from datetime import datetime

import pytest

from arasta.config import audit
from arasta.kernel import db
from arasta.kernel.ids import to_public
from tests import makers
from tests.api.integrator import Answer, Integrator
from tests.api.test_carts import code_of, sku_of, try_of
from tests.contexts.identity.making import make_key
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race, race_all
from tests.surfaces.ways import set_terms

HOME = {"name": "Ayşe Yılmaz", "line1": "Moda Cad. 12", "city": "Istanbul", "country": "TR"}
PAID = {"provider": "recorded", "token": "bank 4711"}


def whole(shop: Shop, quantity: int = 1, **change: object) -> dict[str, object]:
    """Word an order: so many units, sent home, paid elsewhere."""
    return {
        "channel": code_of(shop),
        "lines": [{"sku": sku_of(shop), "quantity": quantity}],
        "email": "Ayse@mail.example",
        "delivery": "delivery",
        "delivery_method": "standard",
        "address": HOME,
        "payment": PAID,
        **change,
    }


def orders() -> int:
    return int(db.rows("SELECT count(*) FROM orders_order")[0][0])


def test_an_order_is_taken_in_one_call(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("orders", whole(shop, 2, seen_total=try_of(25_000), external_id="ext-1"))

    taken = answer.body["order"]
    assert (answer.status, taken["total"], taken["external_id"]) == (201, try_of(25_000), "ext-1")
    assert [(line["sku"], line["quantity"]) for line in taken["lines"]] == [(sku_of(shop), 2)]
    stored = integrator.get(f"orders/{taken['id']}").body
    assert (stored["payment_status"], stored["paid"], stored["email"]) == ("paid", try_of(25_000), "ayse@mail.example")
    assert [entry["kind"] for entry in stored["timeline"]] == ["placed", "paid"]
    assert stored["addresses"]["shipping"]["city"] == "Istanbul"
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 2, 0)
    assert audit.find_lies() == []


def test_an_order_may_be_owed(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("orders", whole(shop, payment=None))

    stored = integrator.get(f"orders/{answer.body['order']['id']}").body
    assert (answer.status, answer.body["payment_id"], stored["payment_status"]) == (201, "", "unpaid")


def test_an_order_says_when_its_buyer_comes(shop: Shop, integrator: Integrator) -> None:
    set_terms(shop.store, orders_ahead=1)
    store = to_public("loc", shop.store)
    first, second = [one["starts_at"] for one in integrator.get(f"locations/{store}/pickup-times").body][5:7]

    def fetched(units: int, at: str) -> dict[str, object]:
        return whole(shop, units, delivery="pickup", pickup_location=store, pickup_at=at)

    wishes = [fetched(1, first), fetched(1, first), fetched(900, second), whole(shop, pickup_at=second)]

    results = integrator.post("orders/batch", {"orders": wishes}).body["results"]
    alone = integrator.post("orders", fetched(1, second))

    told = [one["problem"]["code"] if one["problem"] else one["status"] for one in results]
    assert told == ["placed", "slot_not_offered", "out_of_stock", "nothing_fetched"]
    assert alone.status == 201
    plans = db.rows("SELECT starts_at FROM pickup_plan ORDER BY starts_at")
    assert [row[0] for row in plans] == [datetime.fromisoformat(first), datetime.fromisoformat(second)]


def test_an_order_may_be_fetched(shop: Shop, integrator: Integrator) -> None:
    place = to_public("loc", shop.store)

    answer = integrator.post("orders", whole(shop, 2, delivery="pickup", delivery_method="", pickup_location=place))

    assert (answer.status, answer.body["order"]["total"]) == (201, try_of(20_000))
    assert makers.level_of(shop.variant, shop.store) == (2, 2, 0)


def test_the_same_key_gives_the_same_answer_and_one_effect(shop: Shop, integrator: Integrator) -> None:
    answers = [integrator.post("orders", whole(shop), once="whole-1") for _ in range(3)]

    assert [one.status for one in answers] == [201] * 3
    assert answers[0].body == answers[1].body == answers[2].body
    assert [one.headers.get("Idempotency-Replayed") for one in answers] == [None, "true", "true"]
    assert orders() == 1


def test_another_body_under_the_key_is_refused(shop: Shop, integrator: Integrator) -> None:
    integrator.post("orders", whole(shop), once="whole-1")

    answer = integrator.post("orders", whole(shop, 2), once="whole-1")

    assert (answer.refusal, orders()) == ((422, "idempotency_key_reused"), 1)


def test_the_senders_own_id_enters_the_book_once(shop: Shop, integrator: Integrator) -> None:
    first = integrator.post("orders", whole(shop, external_id="ext-1"))

    again = integrator.post("orders", whole(shop, 2, external_id="ext-1"))

    assert (first.status, again.status, orders()) == (201, 200, 1)
    assert again.body["order"]["id"] == first.body["order"]["id"]
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 1, 0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"channel": "nowhere"}, (404, "channel_not_found")),
        ({"lines": [{"sku": "NOTHING", "quantity": 1}]}, (404, "unknown_sku")),
        ({"delivery_method": "by-balloon"}, (404, "unknown_delivery_method")),
        ({"address": None}, (409, "checkout_incomplete")),
        ({"seen_total": try_of(1)}, (409, "price_changed")),
        ({"delivery": "pickup", "pickup_location": "loc_00000000000000000000000001"}, (404, "unknown_location")),
        ({"delivery": "pickup", "pickup_location": "ord_1"}, (404, "unknown_id")),
        ({"payment": {"provider": "testpay", "token": "tok"}}, (422, "invalid_request")),
        ({"lines": []}, (422, "invalid_request")),
        ({"lines": [{"sku": "S", "quantity": 1, "unit": "box"}]}, (422, "invalid_request")),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(
    shop: Shop, integrator: Integrator, change: dict[str, object], refusal: tuple[int, str]
) -> None:
    answer = integrator.post("orders", whole(shop) | change)

    assert (answer.refusal, orders()) == (refusal, 0)
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "1", 10**12, None])
def test_a_quantity_that_is_none_is_refused(shop: Shop, integrator: Integrator, quantity: object) -> None:
    answer = integrator.post("orders", whole(shop, lines=[{"sku": sku_of(shop), "quantity": quantity}]))

    assert (answer.refusal, orders()) == ((422, "invalid_request"), 0)


def test_another_price_than_was_seen_is_refused(shop: Shop, integrator: Integrator) -> None:
    line = {"sku": sku_of(shop), "quantity": 1, "unit_price": try_of(9_999)}

    answer = integrator.post("orders", whole(shop, lines=[line]))

    assert (answer.refusal, orders()) == ((409, "line_price_changed"), 0)


def test_what_is_not_there_is_refused_and_named(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("orders", whole(shop, 8))

    assert answer.refusal == (409, "out_of_stock")
    assert answer.body["details"]["lines"] == [{"sku": sku_of(shop), "requested": 8, "available": 7}]


def test_a_refusal_is_told_in_the_language_of_who_asks(shop: Shop, integrator: Integrator) -> None:
    asks = Integrator(integrator.scopes, language="tr", key=integrator.key)

    answer = asks.post("orders", whole(shop, channel="nowhere"))

    assert answer.body["detail"] == "“nowhere” adlı bir kanal yok."


def test_recording_money_needs_its_own_scope(shop: Shop) -> None:
    clerk = Integrator(("orders.write",))

    assert clerk.post("orders", whole(shop)).refusal == (403, "permission_missing")
    assert clerk.post("orders/batch", {"orders": [whole(shop)]}).refusal == (403, "permission_missing")
    assert clerk.post("orders", whole(shop, payment=None)).status == 201


def test_each_of_a_batch_is_taken_or_refused_by_itself(shop: Shop, integrator: Integrator) -> None:
    batch = [
        whole(shop, 1, external_id="a"),
        whole(shop, 1, channel="nowhere"),
        whole(shop, 100),
        whole(shop, 2, external_id="b"),
        whole(shop, 2, external_id="a"),
    ]

    answer = integrator.post("orders/batch", {"orders": batch})

    results = answer.body["results"]
    assert (answer.status, [one["status"] for one in results]) == (
        200,
        ["placed", "refused", "refused", "placed", "known"],
    )
    assert [one["problem"] and one["problem"]["code"] for one in results] == [
        None, "channel_not_found", "out_of_stock", None, None,
    ]  # fmt: skip
    assert results[4]["order"]["id"] == results[0]["order"]["id"]
    assert (orders(), makers.level_of(shop.variant, shop.warehouse)) == (2, (5, 3, 0))
    assert audit.find_lies() == []


def test_orders_of_a_batch_are_served_in_their_order(shop: Shop, integrator: Integrator) -> None:
    batch = [whole(shop, quantity) for quantity in (4, 2, 1, 1)]

    answer = integrator.post("orders/batch", {"orders": batch})

    assert [one["status"] for one in answer.body["results"]] == ["placed", "placed", "placed", "refused"]
    assert answer.body["results"][3]["problem"]["details"]["lines"][0]["available"] == 0


def test_a_batch_sent_again_changes_nothing(shop: Shop, integrator: Integrator) -> None:
    batch = {"orders": [whole(shop, external_id=f"ext-{n}") for n in range(3)]}
    first = integrator.post("orders/batch", batch)

    again = integrator.post("orders/batch", batch)

    assert [one["status"] for one in again.body["results"]] == ["known"] * 3
    assert [one["order"]["id"] for one in again.body["results"]] == [
        one["order"]["id"] for one in first.body["results"]
    ]
    assert orders() == 3


@pytest.mark.parametrize(
    ("count", "refusal"), [(1_001, (422, "invalid_request")), (10_001, (413, "body_too_large"))], ids=["1001", "10001"]
)
def test_a_batch_that_is_too_long_is_refused(
    shop: Shop, integrator: Integrator, count: int, refusal: tuple[int, str]
) -> None:
    answer = integrator.post("orders/batch", {"orders": [whole(shop)] * count})

    assert (answer.refusal, orders()) == (refusal, 0)


def test_one_bad_order_of_two_hundred_comes_back_and_the_others_land(shop: Shop, integrator: Integrator) -> None:
    makers.receive(shop.variant, shop.warehouse, 200)
    wanted = [whole(shop, external_id=f"mp-{number}") for number in range(200)]
    wanted[100]["lines"] = [{"sku": "GHOST", "quantity": 1}]

    results = integrator.post("orders/batch", {"orders": wanted}).body["results"]

    refused = [(place, one["problem"]["code"]) for place, one in enumerate(results) if one["status"] == "refused"]
    assert (refused, orders()) == ([(100, "unknown_sku")], 199)
    assert makers.level_of(shop.variant, shop.warehouse)[1] == 199


def test_a_cart_paid_elsewhere_becomes_an_order(shop: Shop, integrator: Integrator) -> None:
    checkout = {"email": "a@b.co", "delivery": "delivery", "delivery_method": "standard", "address": HOME}
    lines = [{"sku": sku_of(shop), "quantity": 2}]
    cart = integrator.post("carts", {"channel": code_of(shop), "lines": lines, "checkout": checkout}).body

    answer = integrator.post(f"carts/{cart['id']}/order", {**PAID, "seen_total": cart["total"]})

    placed = answer.body["order"]
    assert (answer.status, placed["payment_status"], placed["paid"]) == (201, "paid", try_of(25_000))
    assert integrator.get(f"carts/{cart['id']}").body["status"] == "ordered"
    again = integrator.post(f"carts/{cart['id']}/order", PAID)
    assert (again.status, again.body["order"]["id"], orders()) == (201, placed["id"], 1)
    assert audit.find_lies() == []


def test_a_held_cart_is_placed_from_its_hold(shop: Shop, integrator: Integrator) -> None:
    checkout = {"email": "a@b.co", "delivery": "delivery", "delivery_method": "standard", "address": HOME}
    lines = [{"sku": sku_of(shop), "quantity": 5}]
    cart = integrator.post("carts", {"channel": code_of(shop), "lines": lines, "checkout": checkout}).body["id"]
    assert integrator.post(f"carts/{cart}/hold").status == 200
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 0, 5)

    assert integrator.post(f"carts/{cart}/order", PAID).status == 201
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 5, 0)


@pytest.mark.django_db(transaction=True)
def test_a_crowd_and_a_scarce_product() -> None:
    shop = open_shop(warehouse=20, store=0)
    key = make_key(("orders.write", "payments.write"))

    answers = race(40, lambda: Integrator(("orders.write", "payments.write"), key=key).post("orders", whole(shop)))

    told = [one.status if isinstance(one, Answer) else repr(one) for one in answers]
    assert sorted(map(str, told)) == ["201"] * 20 + ["409"] * 20
    assert makers.level_of(shop.variant, shop.warehouse) == (20, 20, 0)
    assert audit.find_lies() == []


@pytest.mark.django_db(transaction=True)
def test_one_order_sent_by_many_at_once_is_one_order() -> None:
    shop = open_shop(warehouse=20, store=0)
    key = make_key(("orders.write", "payments.write"))
    sender = Integrator(("orders.write", "payments.write"), key=key)
    batch = {"orders": [whole(shop, external_id="ext-1"), whole(shop, external_id="ext-2")]}

    answers = race_all(
        [lambda: Integrator(sender.scopes, key=key).post("orders", whole(shop, external_id="ext-1"))] * 6
        + [lambda: Integrator(sender.scopes, key=key).post("orders/batch", batch)] * 3
    )

    assert [one for one in answers if not isinstance(one, Answer) or one.status not in {200, 201, 409}] == []
    sender.post("orders/batch", batch)
    again = sender.post("orders/batch", batch)
    assert [one["status"] for one in again.body["results"]] == ["known", "known"]
    assert (orders(), makers.level_of(shop.variant, shop.warehouse)) == (2, (20, 2, 0))
    assert audit.find_lies() == []
