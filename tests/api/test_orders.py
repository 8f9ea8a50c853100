"""Orders over JSON: read and cancel."""

from __future__ import annotations

import pytest

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import sku_of, try_of
from tests.api.test_place_order import order, ready
from tests.flows.ordering.shop import Shop


def place(integrator: Integrator, shop: Shop, quantity: int = 2) -> str:
    """Place an order and have its goods asked for."""
    placed = str(order(integrator, ready(integrator, shop, quantity)).body["order"]["id"])
    source_orders([from_public("ord", placed)], at=makers.DAY, actor=SYSTEM)
    return placed


def request_of(placed: str) -> str:
    """Return the order's fulfillment order."""
    return to_public("ful", fulfillment.of_orders([from_public("ord", placed)])[0].id)


def test_an_order_tells_all_it_remembers(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)

    answer = integrator.get(f"orders/{placed}")

    line = answer.body["lines"][0]
    assert (answer.status, line["sku"], line["quantity"], line["shipped"]) == (200, sku_of(shop), 2, 0)
    assert (line["unit_price"], line["tax"]) == (try_of(10_000), try_of(3_333))
    assert answer.body["delivery_price"] == try_of(5_000)
    assert "placed" in [entry["kind"] for entry in answer.body["timeline"]]


def test_orders_are_listed_in_pages_newest_first(shop: Shop, integrator: Integrator) -> None:
    placed = [place(integrator, shop, 1) for _ in range(3)]

    first = integrator.get("orders", limit=2)
    second = integrator.get("orders", limit=2, cursor=first.body["next_cursor"])

    assert [row["id"] for row in first.body["items"] + second.body["items"]] == placed[::-1]
    assert second.body["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"status": "placed"}, 1),
        ({"status": "canceled"}, 0),
        ({"payment_status": "paid", "fulfillment_status": "unfulfilled"}, 1),
        ({"search": "nobody"}, 0),
    ],
)
def test_orders_are_narrowed(shop: Shop, integrator: Integrator, query: dict[str, object], count: int) -> None:
    place(integrator, shop)

    assert len(integrator.get("orders", **query).body["items"]) == count


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"status": "lost"}, {"limit": "many"}])
def test_a_faulty_question_is_refused(integrator: Integrator, query: dict[str, object]) -> None:
    assert integrator.get("orders", **query).refusal == (422, "invalid_request")


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "W251bGwsIG51bGxd", "WyJ4IiwgInkiXQ"])
def test_a_faulty_cursor_is_refused(integrator: Integrator, cursor: str) -> None:
    assert integrator.get("orders", cursor=cursor).refusal == (422, "bad_cursor")


def test_orders_of_an_unknown_channel(integrator: Integrator) -> None:
    assert integrator.get("orders", channel="moon").refusal == (404, "channel_not_found")


def test_an_order_is_canceled_and_paid_back(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)

    answer = integrator.post(f"orders/{placed}/cancel", {"reason": "changed my mind"})

    assert (answer.status, answer.body["status"], answer.body["payment_status"]) == (200, "canceled", "refunded")
    assert answer.body["refunded"] == try_of(25_000)
    assert shop.provider.asked == ["authorize 25000", "refund 25000"]
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 0, 0)


def test_an_order_is_canceled_once(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)

    same = [integrator.post(f"orders/{placed}/cancel", {"reason": "twice"}, once="cancel-1") for _ in range(2)]
    again = integrator.post(f"orders/{placed}/cancel", {"reason": "again"})

    assert (same[0].status, same[1].body) == (200, same[0].body)
    assert again.refusal == (409, "order_closed")
    assert shop.provider.asked.count("refund 25000") == 1


def test_what_has_left_cannot_be_canceled(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)
    request = f"fulfillment/orders/{request_of(placed)}"
    integrator.post(f"{request}/accept")
    assert integrator.post(f"{request}/ship", {"carrier": "Yurtiçi", "tracking_number": "YK1"}).status == 200

    answer = integrator.post(f"orders/{placed}/cancel", {"reason": "too late"})

    assert answer.refusal == (409, "order_closed")
    assert integrator.get(f"orders/{placed}").body["payment_status"] == "paid"


@pytest.mark.parametrize("reason", ["", "r" * 501, None])
def test_canceling_needs_a_reason(shop: Shop, integrator: Integrator, reason: object) -> None:
    placed = place(integrator, shop)

    assert integrator.post(f"orders/{placed}/cancel", {"reason": reason}).refusal == (422, "invalid_request")


def test_an_order_goes_elsewhere_until_somebody_packs_it(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)
    there = {"name": "Mehmet Demir", "line1": "Bağdat Cad. 5", "city": "İstanbul", "country": "TR"}

    changed = integrator.put(f"orders/{placed}/address", there)
    abroad = integrator.put(f"orders/{placed}/address", {**there, "country": "DE"})
    wrong = integrator.put(f"orders/{placed}/address", {**there, "line1": ""})
    integrator.post(f"fulfillment/orders/{request_of(placed)}/accept")
    late = integrator.put(f"orders/{placed}/address", {**there, "name": "Ayşe"})

    assert (changed.status, changed.body["addresses"]["shipping"]["line1"]) == (200, "Bağdat Cad. 5")
    assert (changed.body["timeline"][-1]["kind"], changed.body["total"]) == ("address_changed", try_of(25_000))
    assert (abroad.refusal, wrong.refusal) == ((409, "another_country"), (422, "address_invalid"))
    assert wrong.body["details"]["fields"] == {"line1": "required"}
    assert late.refusal == (409, "order_being_packed")


def test_an_order_comes_another_way_until_somebody_packs_it(shop: Shop, integrator: Integrator) -> None:
    placed, here = place(integrator, shop), to_public("loc", shop.store)
    makers.receive(shop.variant, shop.store, 2)
    fetched = {"delivery": "pickup", "pickup_location": here}

    dearer = integrator.put(f"orders/{placed}/way", {**fetched, "seen_total": try_of(25_000)})
    once = [integrator.put(f"orders/{placed}/way", fetched, once="way-1") for _ in range(2)]
    again = integrator.put(f"orders/{placed}/way", fetched)
    nowhere = integrator.put(f"orders/{placed}/way", {"delivery": "pickup"})
    unsent = integrator.put(f"orders/{placed}/way", {"delivery": "delivery", "delivery_method": "standard"})
    there = {"name": "Mehmet Demir", "line1": "Bağdat Cad. 5", "city": "İstanbul", "country": "TR"}
    sent = integrator.put(
        f"orders/{placed}/way", {"delivery": "delivery", "delivery_method": "standard", "address": there}
    )
    deliver_pending()

    assert dearer.refusal == (409, "price_changed")
    assert (once[0].status, once[1].body, again.body) == (200, once[0].body, once[0].body)
    assert (once[0].body["due"], once[0].body["order"]["location"]) == (try_of(0), here)
    assert (once[0].body["order"]["delivery"], once[0].body["order"]["total"]) == ("pickup", try_of(20_000))
    assert (nowhere.refusal, unsent.refusal) == ((409, "checkout_incomplete"),) * 2
    assert (sent.body["due"], sent.body["order"]["refunded"]) == (try_of(5_000), try_of(5_000))
    assert shop.provider.asked.count("refund 5000") == 1
    assert [entry["kind"] for entry in sent.body["order"]["timeline"]].count("way_changed") == 2


def test_fewer_units_of_an_order_are_kept(shop: Shop, integrator: Integrator) -> None:
    placed = place(integrator, shop)
    line = integrator.get(f"orders/{placed}").body["lines"][0]["id"]
    wish = {"lines": [{"id": line, "quantity": 1}]}

    changed = integrator.put(f"orders/{placed}/lines", wish)
    again = integrator.put(f"orders/{placed}/lines", wish)
    more = integrator.put(f"orders/{placed}/lines", {"lines": [{"id": line, "quantity": 2}]})

    assert (changed.status, changed.body["lines"][0]["canceled"]) == (200, 1)
    assert (changed.body["refunded"], again.body["refunded"]) == (try_of(10_000), try_of(10_000))
    assert more.refusal == (422, "nothing_to_change")
