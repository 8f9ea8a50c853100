"""Who may open what, and that refused changes do not happen."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import FulfillmentStatus
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.queries import stock
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import OrderStatus
from tests.makers import level_of
from tests.surfaces.backoffice.making import Waiting, come_in, make_waiting

pytestmark = pytest.mark.django_db

EVERYBODY = {Role.OWNER, Role.ASSOCIATE, Role.PICKER, Role.MARKETER, Role.AGENT}
WITH_STOCK = EVERYBODY - {Role.MARKETER}

READS = [
    ("/office/", EVERYBODY),
    ("/office/today/figures", EVERYBODY),
    ("/office/today/feed", EVERYBODY),
    ("/office/find?q=thing", EVERYBODY),
    ("/office/orders", EVERYBODY),
    ("{order}", EVERYBODY),
    ("/office/stock", WITH_STOCK),
    ("{stock}", WITH_STOCK),
    ("{stock}/why", WITH_STOCK),
    ("/office/transfers", WITH_STOCK),
    ("/office/transfers/send", {Role.OWNER}),
    ("/office/transfers/find?find=sku", {Role.OWNER}),
    ("{stock}/{place}/adjust", {Role.OWNER}),
    ("{asked}/actions", {Role.OWNER, Role.ASSOCIATE, Role.PICKER}),
    ("/office/system", {Role.OWNER}),
    ("/office/audit", {Role.OWNER}),
    ("/office/design", {Role.OWNER}),
]

WRITES = [
    ("{order}/cancel", Role.PICKER),
    ("{asked}/accept", Role.AGENT),
    ("{asked}/ready", Role.AGENT),
    ("{asked}/ship", Role.AGENT),
    ("{asked}/hand-over", Role.AGENT),
    ("{stock}/{place}/adjust", Role.ASSOCIATE),
    ("{stock}/{place}/receive", Role.PICKER),
    ("{stock}/{place}/block", Role.AGENT),
    ("{stock}/{place}/unblock", Role.AGENT),
    ("{stock}/{place}/safety", Role.AGENT),
    ("/office/transfers/send", Role.PICKER),
    ("/office/transfers/trf_00000000000000000000000000/receive", Role.PICKER),
    ("/office/system/deliveries/1/replay", Role.AGENT),
]

BODY = {"reason": "Because", "delta": "-1", "quantity": "1", "carrier": "Aras Kargo"}


@pytest.fixture
def waiting() -> Waiting:
    return make_waiting()


def at(path: str, waiting: Waiting) -> str:
    return path.format(
        order=waiting.order_url, stock=waiting.stock_url, asked=waiting.asked_url, place=waiting.place_key
    )


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_pages_open_for_the_roles_that_need_them_and_for_no_other(client: Client, waiting: Waiting, role: Role) -> None:
    come_in(client, role)

    answers = {path: client.get(at(path, waiting)).status_code for path, _roles in READS}

    assert answers == {path: 200 if role in roles else 403 for path, roles in READS}


@pytest.mark.parametrize("path", [path for path, _roles in READS] + ["/office/today/ticket"])
def test_nobody_is_sent_to_the_sign_in_page(client: Client, waiting: Waiting, path: str) -> None:
    answer = client.get(at(path, waiting))

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/office/sign-in")


@pytest.mark.parametrize(("path", "role"), WRITES)
def test_a_change_is_refused_to_nobody_and_to_other_roles_and_does_not_happen(
    client: Client, waiting: Waiting, path: str, role: Role
) -> None:
    nobody = client.post(at(path, waiting), BODY)
    come_in(client, role)
    other = client.post(at(path, waiting), BODY)

    assert (nobody.status_code, other.status_code) == (302, 403)
    assert level_of(waiting.variant, waiting.place) == (5, 2, 0)
    assert fulfillment.fulfillment_order(waiting.asked.id).status is FulfillmentStatus.OPEN
    assert order_book.order(waiting.order.id).row.status is OrderStatus.PLACED
    assert len(stock.movements(waiting.variant).items) == 2
    assert stock.transfers() == []


def test_a_signed_out_part_of_a_page_sends_the_page_to_the_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/office/?view=x"}

    answer = client.get("/office/today/feed", headers=headers)

    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/office/sign-in?next=%2Foffice%2F%3Fview%3Dx")


@pytest.mark.parametrize(
    "path",
    [
        "/office/orders/ord_nonsense",
        "/office/orders/ord_00000000000000000000000000",
        "/office/stock/var_00000000000000000000000000",
        "/office/carts/crt_00000000000000000000000000",
        "/office/fulfillment/ful_00000000000000000000000000/actions",
        "{stock}/loc_00000000000000000000000000/adjust",
        "{stock}/{place}/explode",
    ],
)
def test_what_is_unknown_is_not_found(client: Client, waiting: Waiting, path: str) -> None:
    come_in(client)

    assert client.get(at(path, waiting)).status_code == 404
