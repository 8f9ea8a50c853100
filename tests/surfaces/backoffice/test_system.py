"""The system page: parked deliveries, workers."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.kernel import db
from arasta.kernel.outbox import watching
from tests.makers_orders import make_order
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db


def words(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def park_one() -> int:
    make_order()
    found = db.rows(
        "UPDATE outbox_delivery SET status = 'parked', attempts = 12, last_error = 'Boom()'"
        " WHERE id = (SELECT min(d.id) FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id"
        " WHERE e.name = 'orders.order_placed') RETURNING id"
    )
    return int(found[0][0])


def test_a_parked_delivery_is_shown_and_put_back_in_line(client: Client) -> None:
    come_in(client)
    parked = park_one()

    shown = words(client, "/office/system")
    answer = client.post(f"/office/system/deliveries/{parked}/replay")

    assert ("orders.order_placed" in shown, "Boom()" in shown) == (True, True)
    assert answer.status_code == 302
    assert watching.parked_deliveries() == []
    assert watching.backlog().parked == 0
    assert watching.backlog().pending >= 1


def test_replaying_what_is_not_parked_changes_nothing(client: Client) -> None:
    come_in(client)
    make_order()
    before = watching.backlog()

    answer = client.post("/office/system/deliveries/999999/replay", follow=True)

    assert "is not parked any more" in answer.content.decode()
    assert watching.backlog() == before


def test_no_worker_is_said_loudly(client: Client) -> None:
    come_in(client)

    silent = words(client, "/office/system")
    db.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    alive = words(client, "/office/system")

    assert ("No worker is alive" in silent, "No worker is alive" in alive) == (True, False)
