"""What an app does for its shoppers over JSON: batons, fittings, arrivals, reviews, return requests, favorites."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from arasta.contexts.brand.services import kits, shops
from arasta.contexts.brand.types import Colors, KitInput, ShopInput
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.orders.queries import carts
from arasta.contexts.reviews.services import deciding
from arasta.contexts.reviews.types import Decision, ReviewId, ReviewStatus
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, new_id, to_public
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import DELIVERY, code_of, open_cart, sku_of
from tests.api.test_whole_orders import whole
from tests.flows.ordering.shop import Shop
from tests.surfaces.ways import set_terms

DEVICE = "phone-of-defne"


def buyer(integrator: Integrator, name: str = "Defne") -> str:
    """Add a customer."""
    added = integrator.post("customers", {"name": name, "email": f"{name.lower()}@mail.example"})
    return str(added.body["customer"]["id"])


def handle(integrator: Integrator, shop: Shop) -> str:
    """Return the handle of what the shop sells."""
    return str(integrator.get(f"catalog/variants/{sku_of(shop)}").body["handle"])


def take(integrator: Integrator, shop: Shop, code: str, **said: object) -> Any:
    return integrator.post(f"batons/{code}/take", {"channel": code_of(shop), "device": DEVICE, **said})


def test_a_cart_goes_on_by_its_code_once(shop: Shop, integrator: Integrator) -> None:
    cart = open_cart(integrator, shop).body
    integrator.put(f"carts/{cart['id']}/checkout", DELIVERY)
    baton = integrator.post(f"carts/{cart['id']}/baton").body

    taken = take(integrator, shop, baton["code"])
    again = take(integrator, shop, baton["code"])
    other = take(integrator, shop, baton["code"], device="another-phone")

    assert (baton["status"], baton["origin"]) == ("offered", "api")
    assert baton["url"].endswith(f"/b/{baton['code']}")
    assert (taken.status, taken.body["id"], again.body["id"]) == (200, cart["id"], cart["id"])
    assert other.refusal == (409, "baton_over")
    assert integrator.get(f"batons/{baton['code']}").body["status"] == "taken"
    assert (carts.cart(from_public("crt", cart["id"])).email, taken.body["lines"][0]["delivery"]) == ("", "")


def test_a_code_that_was_called_back_or_never_was_brings_nothing(shop: Shop, integrator: Integrator) -> None:
    cart = open_cart(integrator, shop).body
    baton = integrator.post(f"carts/{cart['id']}/baton").body
    called = integrator.post(f"carts/{cart['id']}/baton/call-back")

    assert called.status == 200
    assert take(integrator, shop, baton["code"]).refusal == (409, "baton_over")
    assert take(integrator, shop, "00000-00000").refusal == (404, "unknown_baton")
    assert take(integrator, shop, baton["code"], customer_id=to_public("cus", new_id())).status == 404


def test_a_fitting_is_booked_at_a_free_time_and_given_back(shop: Shop, integrator: Integrator) -> None:
    set_terms(shop.store, fitting_rooms=1)
    place = to_public("loc", shop.store)
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    slot = integrator.get(f"locations/{place}/fitting-slots", day=tomorrow).body["items"][3]
    wanted = {
        "channel": code_of(shop),
        "location_id": place,
        "starts_at": slot["starts_at"],
        "lines": [{"sku": sku_of(shop)}],
        "name": "Defne",
        "email": "Defne@mail.example",
    }

    booked = integrator.post("fittings", wanted)
    taken = integrator.post("fittings", {**wanted, "email": "other@mail.example"})
    held = makers.level_of(shop.variant, shop.store)
    canceled = integrator.post(f"fittings/{booked.body['id']}/cancel")
    twice = integrator.post(f"fittings/{booked.body['id']}/cancel")

    assert (booked.status, booked.body["status"], slot["left"]) == (201, "booked", 1)
    assert taken.refusal == (409, "slot_taken")
    assert held[2] == 1
    assert (canceled.body["status"], makers.level_of(shop.variant, shop.store)[2]) == ("canceled", 0)
    assert twice.refusal == (409, "fitting_move_refused")
    assert integrator.get(f"fittings/{booked.body['id']}").body["code"] == booked.body["code"]


def fetched(integrator: Integrator, shop: Shop, **change: Any) -> str:
    """Order something to be fetched; return the order's id."""
    place = to_public("loc", shop.store)
    order = whole(shop, delivery="pickup", delivery_method="", pickup_location=place, **change)
    key = str(integrator.post("orders", order).body["order"]["id"])
    source_orders([from_public("ord", key)], at=makers.DAY, actor=SYSTEM)
    return key


def hand_over(integrator: Integrator, key: str) -> Any:
    part = fulfillment.of_orders([from_public("ord", key)])[0]
    requests.accept([part.id], at=makers.DAY, actor=SYSTEM)
    requests.mark_ready([part.id], at=makers.DAY, actor=SYSTEM)
    return integrator.post(f"fulfillment/orders/{to_public('ful', part.id)}/hand-over")


def test_somebody_is_here_for_their_order(shop: Shop, integrator: Integrator) -> None:
    set_terms(shop.store, curbside_bays=0)
    key = fetched(integrator, shop)
    sent = integrator.post("orders", whole(shop)).body["order"]["id"]

    curb = integrator.post(f"orders/{key}/arrival", {"way": "curbside", "bay": "1"})
    here = integrator.post(f"orders/{key}/arrival", {"way": "desk"})
    nothing = integrator.post(f"orders/{sent}/arrival", {"way": "desk"})

    (part,) = here.body["parts"]
    assert curb.refusal == (409, "no_curbside")
    assert (here.status, part["arrival"]["way"], part["skus"]) == (200, "desk", [sku_of(shop)])
    assert integrator.get(f"orders/{key}/pickup").body == here.body
    assert nothing.refusal == (409, "nothing_to_fetch")


def test_what_is_not_paid_is_not_handed_over(shop: Shop, integrator: Integrator) -> None:
    key = fetched(integrator, shop, payment=None)

    assert hand_over(integrator, key).refusal == (409, "order_not_paid")
    assert makers.level_of(shop.variant, shop.store)[1] == 1


def test_who_has_it_reviews_it_and_the_shop_reads_first(shop: Shop, integrator: Integrator, tmp_path: Path) -> None:
    key, stranger, product = fetched(integrator, shop), buyer(integrator), handle(integrator, shop)
    there = f"catalog/products/{product}/reviews"
    said = {"stars": 5, "author": "Defne K.", "text": "Well made.", "language": "en"}
    too_early = integrator.post(there, {**said, "order_id": key})
    hand_over(integrator, key)

    written = integrator.post(there, {**said, "order_id": key})
    twice = integrator.post(there, {**said, "order_id": key})
    others = integrator.post(there, {**said, "order_id": key, "customer_id": stranger})
    unread = integrator.get(there).body
    decision = Decision(ReviewId(from_public("rev", written.body["id"])), ReviewStatus.PUBLISHED)
    deciding.decide([decision], at=makers.DAY, media=str(tmp_path), actor=SYSTEM)

    read = integrator.get(there).body
    assert too_early.refusal == (403, "not_a_buyer")
    assert (written.status, written.body["status"], written.body["is_verified"]) == (201, "pending", True)
    assert (twice.refusal, others.refusal) == ((409, "already_reviewed"), (403, "not_a_buyer"))
    assert (unread["count"], unread["items"]) == (0, [])
    assert (read["average"], read["count"], read["items"][0]["author"]) == ("5.0", 1, "Defne K.")


def test_what_was_handed_over_may_be_asked_back(shop: Shop, integrator: Integrator) -> None:
    key, other = fetched(integrator, shop), fetched(integrator, shop)
    line = integrator.get(f"orders/{key}").body["lines"][0]["id"]
    foreign = integrator.get(f"orders/{other}").body["lines"][0]["id"]
    wanted = {"lines": [{"line_id": line, "quantity": 1, "reason": "too_small"}]}
    too_early = integrator.post(f"orders/{key}/returns", wanted)
    part = fulfillment.of_orders([from_public("ord", key)])[0]
    requests.accept([part.id], at=clock.now(), actor=SYSTEM)
    requests.mark_ready([part.id], at=clock.now(), actor=SYSTEM)
    integrator.post(f"fulfillment/orders/{to_public('ful', part.id)}/hand-over")

    before = integrator.get(f"orders/{key}/returns").body
    not_its_own = integrator.post(f"orders/{key}/returns", {"lines": [{**wanted["lines"][0], "line_id": foreign}]})
    asked = integrator.post(f"orders/{key}/returns", wanted)
    again = integrator.post(f"orders/{key}/returns", wanted)

    after = integrator.get(f"orders/{key}/returns").body
    assert {one.refusal for one in (too_early, not_its_own, again)} == {(422, "nothing_to_return")}
    assert [(one["line_id"], one["quantity"]) for one in before["returnable"]] == [(line, 1)]
    assert (asked.status, asked.body["status"], asked.body["lines"][0]["reason"]) == (201, "requested", "too_small")
    assert (after["returnable"], [one["id"] for one in after["items"]]) == ([], [asked.body["id"]])


def test_favorites_are_the_customers_own(shop: Shop, integrator: Integrator) -> None:
    own, other, product = buyer(integrator), buyer(integrator, "Zeynep"), handle(integrator, shop)
    there = f"customers/{own}/favorites"

    liked = [integrator.put(f"{there}/{product}") for _ in range(2)]
    missing = integrator.put(f"{there}/nothing-such")
    read = integrator.get(there).body, integrator.get(f"customers/{other}/favorites").body
    gone = integrator.send("delete", f"{there}/{product}")

    assert [len(one.body["items"]) for one in liked] == [1, 1]
    assert missing.refusal == (404, "unknown_product")
    assert (len(read[0]["items"]), read[1]["items"]) == (1, [])
    assert (gone.status, gone.body["items"]) == (200, [])


def test_a_code_leads_to_the_shop_of_its_cart(shop: Shop, integrator: Integrator) -> None:
    kits.save_kits([KitInput("lodos", "Lodos", Colors())])
    shops.open_shops([ShopInput(shop.channel, "lodos", hosts=("lodos.example",))])
    cart = open_cart(integrator, shop).body

    baton = integrator.post(f"carts/{cart['id']}/baton").body

    assert urlsplit(baton["url"]).hostname == "lodos.example"
