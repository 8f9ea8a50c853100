"""The WooCommerce twin: keys, pages, limits, batches, and the pages where one plays its people."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from arasta.twins.faults import Fault
from arasta.twins.woocommerce.types import FAULTS
from tests.twins.makers import ORIGIN, World, basic

API = "/woocommerce/wp-json/wc/v3"
KEYS = {"authorization": basic("ck_demo", "cs_demo")}


def ask(world: World, method: str, path: str, **options: Any) -> httpx.Response:
    """Call the interface with good keys."""
    return world.call(method, API + path, headers=KEYS, **options)


def control(world: World, method: str, path: str, **options: Any) -> Any:
    answer = world.call(method, f"/woocommerce/control{path}", **options)
    assert answer.is_success, answer.text
    return answer.json()


def put_up(world: World, sku: str = "CEZVE-1", units: int = 3, **more: Any) -> dict[str, Any]:
    body = {"name": f"Cezve {sku}", "sku": sku, "manage_stock": True, "stock_quantity": units, "regular_price": "120"}
    made: dict[str, Any] = control(world, "POST", "/products", json=body | more)
    return made


def buy(world: World, sku: str = "CEZVE-1", units: int = 1) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": units}]
    placed: dict[str, Any] = world.call("POST", "/woocommerce/control/orders", json={"lines": lines}).json()
    return placed


def fault(world: World, name: Fault, times: int | None = 1) -> None:
    control(world, "PUT", "/faults", json={"faults": {name.value: {"percent": 100, "times": times}}})


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"authorization": basic("ck_demo", "wrong")}, 401), ({"authorization": "Basic !"}, 401), (KEYS, 200)],
)
def test_who_has_no_keys_reads_nothing(world: World, headers: dict[str, str], status: int) -> None:
    assert world.call("GET", f"{API}/orders", headers=headers).status_code == status


def test_keys_may_stand_in_the_address(world: World) -> None:
    query = {"consumer_key": "ck_demo", "consumer_secret": "cs_demo"}

    assert world.call("GET", f"{API}/orders", params=query).status_code == 200


def test_pages_say_how_many_there_are(world: World) -> None:
    for number in range(12):
        put_up(world, f"SKU-{number}")

    first, last = ask(world, "GET", "/products"), ask(world, "GET", "/products", params={"page": 2})

    assert (len(first.json()), len(last.json())) == (10, 2)
    assert (first.headers["x-wp-total"], first.headers["x-wp-totalpages"]) == ("12", "2")
    assert ('rel="next"' in first.headers["link"], 'rel="next"' in last.headers["link"]) == (True, False)


@pytest.mark.parametrize("query", [{"per_page": 101}, {"page": 0}, {"orderby": "mood"}, {"modified_after": "soon"}])
def test_a_wrong_question_is_refused(world: World, query: dict[str, Any]) -> None:
    assert ask(world, "GET", "/orders", params=query).status_code == 400


def test_a_batch_holds_a_hundred_and_each_object_answers_for_itself(world: World) -> None:
    product = put_up(world)
    update = [{"id": product["id"], "stock_quantity": 7}, {"id": 999_999, "stock_quantity": 7}]
    answer = ask(world, "POST", "/products/batch", json={"update": update}).json()["update"]
    many = ask(world, "POST", "/products/batch", json={"update": [{"id": 1}] * 101})

    assert (answer[0]["stock_quantity"], answer[1]["error"]["code"]) == (7, "woocommerce_rest_product_invalid_id")
    assert many.status_code == 413


def test_a_sku_exists_once(world: World) -> None:
    put_up(world)

    answer = ask(world, "POST", "/products", json={"name": "Another", "sku": "CEZVE-1"})

    assert (answer.status_code, answer.json()["code"]) == (400, "product_invalid_sku")


def test_no_more_is_sold_than_is_there(world: World) -> None:
    put_up(world, units=2)

    assert (buy(world, units=3)["placed"], buy(world, units=2)["placed"], buy(world)["placed"]) == (False, True, False)


def test_canceled_units_are_on_the_shelf_again(world: World) -> None:
    put_up(world, units=2)
    order_id = buy(world, units=2)["orderId"]

    ask(world, "PUT", f"/orders/{order_id}", json={"status": "cancelled"})

    assert buy(world, units=2)["placed"]


def test_a_repeated_reference_is_the_same_order(world: World) -> None:
    put_up(world)
    body = {"lines": [{"sku": "CEZVE-1"}], "reference": "r-1"}

    first, second = (control(world, "POST", "/orders", json=body) for _ in range(2))

    assert (first["orderId"], second["replayed"]) == (second["orderId"], True)


def test_the_host_may_allow_few_calls(world: World) -> None:
    control(world, "PUT", "/settings", json={"calls_per_minute": 2})

    answers = [ask(world, "GET", "/orders") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["retry-after"]) <= 60


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_can_be_switched_and_is_explained(world: World, name: Fault) -> None:
    fault(world, name)

    page = world.call("GET", "/woocommerce/faults", headers={"accept-language": "tr"}).text
    assert control(world, "GET", "/faults")[name.value]["percent"] == 100
    assert f'id="{name.value}" class="on"' in page


@pytest.mark.parametrize("language", ["en", "tr", "ru"])
def test_its_pages_are_there_in_every_language(world: World, language: str) -> None:
    put_up(world, images=[{"src": "https://pictures.example/cezve.webp"}])
    buy(world)

    for path in ("/", "/orders", "/faults"):
        page = world.call("GET", f"/woocommerce{path}", headers={"accept-language": language})
        assert (page.status_code, f'lang="{language}"' in page.text) == (200, True)


def test_a_customer_buys_and_cancels_on_its_pages(world: World) -> None:
    put_up(world, units=2)
    origin = {"origin": ORIGIN}

    bought = world.call("POST", "/woocommerce/buy", data={"sku": "CEZVE-1", "quantity": 2}, headers=origin)
    sold_out = world.call("POST", "/woocommerce/buy", data={"sku": "CEZVE-1", "quantity": 1}, headers=origin)
    [order] = control(world, "GET", "/orders")["orders"]
    world.call("POST", f"/woocommerce/orders/{order['id']}", data={"act": "cancel"}, headers=origin)

    assert bought.headers["location"] == f"/woocommerce/orders?placed={order['id']}"
    assert sold_out.headers["location"] == "/woocommerce/?q=&left=0"
    assert control(world, "GET", "/orders")["orders"][0]["status"] == "cancelled"


def test_the_staff_gives_everything_back_on_its_pages(world: World) -> None:
    put_up(world)
    order_id = buy(world, units=2)["orderId"]

    world.call("POST", f"/woocommerce/orders/{order_id}", data={"act": "refunded"}, headers={"origin": ORIGIN})

    shown = control(world, "GET", f"/orders/{order_id}")
    assert (shown["order"]["status"], shown["refunds"][0]["amount"]) == ("refunded", "240.00")


def test_a_step_that_is_not_known_is_refused(world: World) -> None:
    put_up(world)
    order_id = buy(world)["orderId"]

    answer = world.call("POST", f"/woocommerce/orders/{order_id}", data={"act": "eat"}, headers={"origin": ORIGIN})

    assert answer.status_code == 400


def test_a_reset_forgets_all(world: World) -> None:
    put_up(world)
    buy(world)

    control(world, "POST", "/reset")

    state = control(world, "GET", "/state")
    assert (state["products"], state["orders"]) == (0, {})


def test_what_was_written_outlives_a_crash(world: World) -> None:
    put_up(world)
    order_id = buy(world)["orderId"]

    world.start()

    assert ask(world, "GET", f"/orders/{order_id}").json()["status"] == "processing"
