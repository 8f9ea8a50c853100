"""The Shopify twin: points, keys, comparison, jobs, webhooks, faults, and the pages where one plays its people."""

from __future__ import annotations

import base64
import hmac
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from arasta.twins.faults import Fault
from arasta.twins.shopify.types import FAULTS
from tests.twins.makers import ORIGIN, World

ADDRESS = "/shopify/admin/api/2026-10/graphql.json"
TOKEN = {"x-shopify-access-token": "shpat-demo-token"}
HOOK = "https://ours.example/hook"
PLACE = "gid://shopify/Location/71001"

PRIMARY = "query A { location { id } }"
EXPENSIVE = (
    "query A($page: Int!) { productVariants(first: $page) { nodes { id product { id } inventoryItem { id } } } }"
)
SET = """
mutation A($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { field code } }
}
"""
CANCEL = """
mutation A($id: ID!) {
  orderCancel(orderId: $id, reason: OTHER, restock: false) { job { id done } orderCancelUserErrors { code } }
}
"""
JOB = "query A($id: ID!) { job(id: $id) { done } }"
ORDER = """
query A($id: ID!) {
  order(id: $id) { cancelledAt displayFinancialStatus fulfillmentOrders(first: 5) { nodes { status } } }
}
"""
SUBSCRIBE = """
mutation A($uri: String!) {
  webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: $uri}) {
    webhookSubscription { id }
    userErrors { message }
  }
}
"""


def control(world: World, method: str, path: str, **options: Any) -> Any:
    response = world.call(method, f"/shopify/control{path}", **options)
    assert response.is_success, response.text
    return response.json()


def ask(world: World, query: str, **variables: Any) -> dict[str, Any]:
    response = world.call("POST", ADDRESS, headers=TOKEN, json={"query": query, "variables": variables})
    assert response.status_code == 200, response.text
    return dict(response.json())


def fault(world: World, name: Fault, times: int | None = 1) -> None:
    control(world, "PUT", "/faults", json={"faults": {name.value: {"percent": 100, "times": times}}})


def offer(world: World, *skus: str, quantity: int = 5) -> None:
    products = [{"sku": sku, "quantity": quantity} for sku in skus]
    control(world, "POST", "/listings", json={"products": products})


def listing(world: World, sku: str = "CUP") -> dict[str, Any]:
    return dict(control(world, "GET", "/listings", params={"sku": sku})["listings"][0])


def buy(world: World, quantity: int = 1, sku: str = "CUP", **more: Any) -> dict[str, Any]:
    body = {"lines": [{"sku": sku, "quantity": quantity}], **more}
    return dict(control(world, "POST", "/orders", json=body))


def set_quantity(world: World, quantity: int, expected: int | None, key: str = "k") -> list[str]:
    item = f"gid://shopify/InventoryItem/{listing(world)['inventoryItemId']}"
    one = {"inventoryItemId": item, "locationId": PLACE, "quantity": quantity, "changeFromQuantity": expected}
    answer = ask(world, SET, input={"name": "available", "reason": "correction", "quantities": [one]}, key=key)
    return [str(error["code"]) for error in answer["data"]["inventorySetQuantities"]["userErrors"]]


def test_without_its_token_nobody_is_answered(world: World) -> None:
    response = world.call("POST", ADDRESS, json={"query": PRIMARY})

    assert (response.status_code, "errors" in response.json()) == (401, True)


def test_another_version_is_not_there(world: World) -> None:
    path = ADDRESS.replace("2026-10", "2020-01")

    assert world.call("POST", path, headers=TOKEN, json={"query": PRIMARY}).status_code == 404


@pytest.mark.parametrize("query", ["", "query {", "{ nothing }"])
def test_what_is_not_understood_is_said(world: World, query: str) -> None:
    assert len(ask(world, query)["errors"]) >= 1


def test_points_are_taken_and_come_back(world: World) -> None:
    offer(world, *[f"S{number:02}" for number in range(60)])
    first = ask(world, EXPENSIVE, page=200)["extensions"]["cost"]
    second = ask(world, PRIMARY)["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"]
    world.wait(seconds=1)
    third = ask(world, PRIMARY)["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"]

    assert (first["requestedQueryCost"], first["actualQueryCost"]) == (600, 180)
    assert (second, third) == (1819, 1918)


def test_a_call_that_costs_too_much_is_refused(world: World) -> None:
    answer = ask(world, EXPENSIVE, page=400)

    assert answer["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_an_empty_bucket_throttles_with_status_200(world: World) -> None:
    control(world, "PUT", "/settings", json={"bucket_points": 100})

    answer = ask(world, EXPENSIVE, page=200)

    assert (answer["errors"][0]["message"], answer["errors"][0]["extensions"]["code"]) == ("Throttled", "THROTTLED")
    assert "data" not in answer


def test_a_number_is_compared_before_it_is_set(world: World) -> None:
    offer(world, "CUP")

    wrong, right = set_quantity(world, 9, 4, "a"), set_quantity(world, 9, 5, "b")

    assert (wrong, right, listing(world)["quantity"]) == (["CHANGE_FROM_QUANTITY_STALE"], [], 9)


def test_a_key_is_good_for_one_change(world: World) -> None:
    offer(world, "CUP")

    first, replayed = set_quantity(world, 9, 5), set_quantity(world, 9, 5)
    other = set_quantity(world, 8, None)

    assert (first, replayed, other) == ([], [], ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"])
    assert listing(world)["quantity"] == 9


def test_nobody_buys_more_than_is_there(world: World) -> None:
    offer(world, "CUP", quantity=2)
    body = {"lines": [{"sku": "CUP", "quantity": 3}]}

    refused = world.call("POST", "/shopify/control/orders", json=body)

    assert (refused.status_code, refused.json()["left"], listing(world)["quantity"]) == (409, 2, 2)


def test_an_order_with_a_reference_is_placed_once(world: World) -> None:
    offer(world, "CUP")

    first, second = buy(world, reference="r1"), buy(world, reference="r1")

    assert (first["orderId"] == second["orderId"], listing(world)["quantity"]) == (True, 4)


def test_a_cancelation_is_a_job(world: World) -> None:
    offer(world, "CUP")
    order = f"gid://shopify/Order/{buy(world)['orderId']}"

    job = ask(world, CANCEL, id=order)["data"]["orderCancel"]["job"]
    early = ask(world, JOB, id=job["id"])["data"]["job"]["done"]
    world.wait(seconds=1)
    late = ask(world, JOB, id=job["id"])["data"]["job"]["done"]
    again = ask(world, CANCEL, id=order)["data"]["orderCancel"]

    shown = ask(world, ORDER, id=order)["data"]["order"]
    assert (early, late, again["job"]) == (False, True, None)
    assert (shown["displayFinancialStatus"], shown["fulfillmentOrders"]["nodes"]) == (
        "REFUNDED",
        [{"status": "CLOSED"}],
    )
    assert shown["cancelledAt"] is not None


def test_a_webhook_is_signed_and_says_what_happened(world: World) -> None:
    offer(world, "CUP")
    ask(world, SUBSCRIBE, uri=HOOK)
    bought = buy(world)

    control(world, "POST", "/pump")

    [request] = world.received
    digest = base64.b64encode(hmac.new(b"shpss-demo-secret", request.content, sha256).digest()).decode()
    assert request.headers["x-shopify-hmac-sha256"] == digest
    assert (request.headers["x-shopify-topic"], request.headers["x-shopify-shop-domain"]) == (
        "orders/create",
        "kervan.myshopify.com",
    )
    assert json.loads(request.content)["id"] == bought["orderId"]


def test_a_webhook_that_fails_comes_again_with_the_same_id_and_falls_silent(world: World) -> None:
    offer(world, "CUP")
    ask(world, SUBSCRIBE, uri=HOOK)
    buy(world)
    world.receiver = lambda request: httpx.Response(500)

    for _ in range(12):
        control(world, "POST", "/pump")
        world.wait(hours=1)

    assert len(world.received) == 9
    assert len({request.headers["x-shopify-webhook-id"] for request in world.received}) == 1
    assert [hook["active"] for hook in control(world, "GET", "/state")["webhooks"]] == [False]


def test_a_topic_is_subscribed_once_for_an_address(world: World) -> None:
    first, second = (ask(world, SUBSCRIBE, uri=HOOK)["data"]["webhookSubscriptionCreate"] for _ in range(2))

    assert (first["userErrors"], second["webhookSubscription"]) == ([], None)
    assert second["userErrors"] == [{"message": "Address for this topic has already been taken"}]


def test_a_stale_letter_tells_what_was_true_before(world: World) -> None:
    offer(world, "CUP")
    ask(world, SUBSCRIBE, uri=HOOK)
    fault(world, Fault.STALE_PAYLOAD)
    buy(world)

    control(world, "POST", "/pump")

    body = json.loads(world.received[0].content)
    assert body["updated_at"] < body["created_at"]


def test_an_error_after_the_write_keeps_the_write(world: World) -> None:
    offer(world, "CUP")
    fault(world, Fault.ERROR_AFTER_WRITE)
    item = f"gid://shopify/InventoryItem/{listing(world)['inventoryItemId']}"
    one = {"inventoryItemId": item, "locationId": PLACE, "quantity": 9, "changeFromQuantity": 5}
    given = {"name": "available", "reason": "correction", "quantities": [one]}
    body = {"query": SET, "variables": {"input": given, "key": "k"}}

    response = world.call("POST", ADDRESS, headers=TOKEN, json=body)

    assert (response.status_code, listing(world)["quantity"]) == (500, 9)


def test_every_fault_is_known_to_the_control_api(world: World) -> None:
    assert set(control(world, "GET", "/faults")) == {one.value for one in FAULTS}


def test_a_reset_forgets_all_but_the_shop(world: World) -> None:
    offer(world, "CUP")
    first = buy(world)

    control(world, "POST", "/reset")
    state = control(world, "GET", "/state")
    offer(world, "CUP")

    assert (state["orders"], state["products"]) == (0, 0)
    assert buy(world)["orderId"] == first["orderId"] + 1


def test_everything_is_still_there_after_a_crash(tmp_path: Path) -> None:
    world = World(tmp_path / "twins")
    offer(world, "CUP")
    bought = buy(world)

    again = World(tmp_path / "twins")

    assert control(again, "GET", f"/orders/{bought['orderId']}")["number"] == bought["number"]


def form(world: World, path: str, **fields: str) -> httpx.Response:
    return world.call("POST", f"/shopify{path}", data=fields, headers={"origin": ORIGIN})


def test_the_window_shows_what_is_on_sale_and_sells_it(world: World) -> None:
    offer(world, "CUP")

    shown = world.call("GET", "/shopify/?q=cup").text
    bought = form(world, "/buy", sku="CUP", quantity="2")
    sold_out = form(world, "/buy", sku="CUP", quantity="9")

    assert ("CUP" in shown, listing(world)["quantity"]) == (True, 3)
    assert bought.headers["location"] == "/shopify/orders?placed=1001"
    assert "left=3" in sold_out.headers["location"]


def test_what_is_not_on_sale_cannot_be_bought(world: World) -> None:
    assert form(world, "/buy", sku="NOBODY", quantity="1").status_code == 404


def test_an_order_is_played_to_its_return(world: World) -> None:
    offer(world, "CUP")
    number = buy(world)["orderId"]
    fulfill = """mutation A($id: ID!) { fulfillmentCreate(fulfillment: {lineItemsByFulfillmentOrder:
      [{fulfillmentOrderId: $id}], trackingInfo: {number: "T9"}}) { userErrors { message } } }"""
    package = control(world, "GET", f"/orders/{number}")["packages"][0]["id"]
    ask(world, fulfill, id=f"gid://shopify/FulfillmentOrder/{package}")

    steps = ["parcel_in_transit", "parcel_delivered", "return", "return_open", "return_closed"]
    answers = [form(world, f"/orders/{number}", act=step).status_code for step in steps]

    order = control(world, "GET", f"/orders/{number}")
    assert answers == [303] * 5
    assert (order["returns"][0]["status"], order["refundedMinor"]) == ("CLOSED", order["totalMinor"])
    assert "T9" in world.call("GET", "/shopify/orders").text


def test_a_step_that_is_not_open_is_refused(world: World) -> None:
    offer(world, "CUP")
    number = buy(world)["orderId"]

    assert form(world, f"/orders/{number}", act="parcel_delivered").status_code == 400
    assert form(world, f"/orders/{number}", act="cancel").status_code == 303
    assert control(world, "GET", f"/orders/{number}")["canceled"]


@pytest.mark.parametrize("language", ["en", "tr", "ru"])
def test_every_page_is_drawn_in_every_language(world: World, language: str) -> None:
    offer(world, "CUP")
    buy(world)
    buy(world, paid=False)

    pages = [world.call("GET", f"/shopify/{path}?lang={language}") for path in ("", "orders", "faults")]

    assert [page.status_code for page in pages] == [200, 200, 200]
