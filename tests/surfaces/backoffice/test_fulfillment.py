"""What pickers do: accept, mark ready, ship, hand over."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import FulfillmentStatus
from arasta.contexts.identity.types import Role
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import DeliveryKind, OrderStatus
from tests.makers import level_of, make_location
from tests.surfaces.backoffice.making import Waiting, come_in, make_waiting

pytestmark = pytest.mark.django_db

PARCEL = {"carrier": "Yurtiçi Kargo", "tracking_number": "YK1", "tracking_url": "https://track.example/YK1"}


def status_of(waiting: Waiting) -> FulfillmentStatus:
    return fulfillment.fulfillment_order(waiting.asked.id).status


def test_a_delivery_is_accepted_packed_and_shipped(client: Client) -> None:
    come_in(client, Role.PICKER)
    waiting = make_waiting(units=2, stock=5)

    answers = [client.post(f"{waiting.asked_url}/{step}", PARCEL) for step in ("accept", "ready", "ship")]

    row = fulfillment.fulfillment_order(waiting.asked.id)
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert (row.status, row.shipments[0].tracking_number) == (FulfillmentStatus.SHIPPED, "YK1")
    assert level_of(waiting.variant, waiting.place) == (3, 0, 0)
    assert order_book.order(waiting.order.id).row.status is OrderStatus.COMPLETED


def test_a_pickup_is_handed_over(client: Client) -> None:
    come_in(client, Role.PICKER)
    waiting = make_waiting(units=2, stock=5, delivery=DeliveryKind.PICKUP)

    for step in ("accept", "ready", "hand-over"):
        client.post(f"{waiting.asked_url}/{step}")

    assert status_of(waiting) is FulfillmentStatus.PICKED_UP
    assert level_of(waiting.variant, waiting.place) == (3, 0, 0)


def test_a_part_may_be_shipped_first(client: Client) -> None:
    come_in(client, Role.PICKER)
    waiting = make_waiting(units=3, stock=5)
    field = f"units-{waiting.asked.lines[0].id}"
    client.post(f"{waiting.asked_url}/accept")

    client.post(f"{waiting.asked_url}/ship", {**PARCEL, field: "1"})
    actions = client.get(f"{waiting.asked_url}/actions").content.decode()

    assert status_of(waiting) is FulfillmentStatus.ACCEPTED
    assert level_of(waiting.variant, waiting.place) == (4, 2, 0)
    assert ("Ship 2 units" in actions, "2 to ship" in actions) == (True, True)


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"carrier": ""}, 422, "This field is required."),
        ({"tracking_url": "javascript:alert(1)"}, 422, "Enter a valid URL."),
        ({"units": "3"}, 409, "Only 2 of"),
        ({"units": "x"}, 422, "Write for each line how many units go"),
        ({"units": "0"}, 422, "Choose at least one unit"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_refused_parcel_stays_and_says_why(
    client: Client, change: dict[str, str], status: int, sentence: str
) -> None:
    come_in(client, Role.PICKER)
    waiting = make_waiting(units=2, stock=5)
    client.post(f"{waiting.asked_url}/accept")
    given = {f"units-{waiting.asked.lines[0].id}" if name == "units" else name: v for name, v in change.items()}

    answer = client.post(f"{waiting.asked_url}/ship", {**PARCEL, **given})

    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)
    assert status_of(waiting) is FulfillmentStatus.ACCEPTED
    assert level_of(waiting.variant, waiting.place) == (5, 2, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["ready", "hand-over", "ship"])
def test_a_step_out_of_turn_is_refused_with_a_sentence(client: Client, step: str) -> None:
    come_in(client, Role.PICKER)
    waiting = make_waiting()

    answer = client.post(f"{waiting.asked_url}/{step}", PARCEL)

    assert (answer.status_code, "cannot be done with fulfillment order" in answer.content.decode()) == (409, True)
    assert status_of(waiting) is FulfillmentStatus.OPEN


@pytest.mark.django_db(transaction=True)
def test_pickers_do_the_work_of_their_own_location_only(client: Client) -> None:
    waiting = make_waiting()
    come_in(client, Role.PICKER, locations=frozenset({make_location()}))

    answer = client.post(f"{waiting.asked_url}/accept")
    shown = client.get(f"{waiting.asked_url}/actions").content.decode()

    assert (answer.status_code, status_of(waiting)) == (403, FulfillmentStatus.OPEN)
    assert ("another location's work" in shown, "/accept" in shown) == (True, False)


def test_only_the_next_steps_are_offered(client: Client) -> None:
    come_in(client, Role.PICKER)
    waiting = make_waiting()

    def offered() -> list[str]:
        page = client.get(f"{waiting.asked_url}/actions").content.decode()
        return [step for step in ("accept", "ready", "ship", "hand-over") if f"/{step}" in page]

    before = offered()
    client.post(f"{waiting.asked_url}/accept")
    after = offered()

    assert (before, after) == (["accept"], ["ready", "ship"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("elsewhere", "status"), [(False, 302), (True, 403)])
def test_store_staff_hand_over_pickups_of_their_store_and_of_no_other(
    client: Client, elsewhere: bool, status: int
) -> None:
    waiting = make_waiting(delivery=DeliveryKind.PICKUP)
    come_in(client, Role.ASSOCIATE, locations=frozenset({make_location() if elsewhere else waiting.place}))

    answers = [client.post(f"{waiting.asked_url}/{step}").status_code for step in ("accept", "ready", "hand-over")]

    assert answers == [status] * 3
    assert (status_of(waiting) is FulfillmentStatus.PICKED_UP) is not elsewhere
