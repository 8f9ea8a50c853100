"""The console over JSON: state, pause and resume, roll-out, calls and reading them again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import inbox as inbox_reads
from arasta.contexts.channels.queries import outbound
from arasta.contexts.channels.services import ages, inbox
from arasta.contexts.channels.types import Installation, Stream
from arasta.contexts.channels.types.inbox import HintStatus
from arasta.contexts.channels.types.outbound import RolloutStage
from arasta.kernel import db
from arasta.kernel.ids import new_id, to_public
from tests import makers
from tests.contexts.channels.calling import call, calling_connector, install_caller, orders
from tests.contexts.channels.making import NOW
from tests.contexts.channels.test_api import get
from tests.contexts.identity.making import make_key

pytestmark = pytest.mark.django_db

READ, WRITE = ["channels.read"], ["channels.write"]


def send(client: Client, method: str, path: str, body: object, scopes: list[str]) -> Any:
    """Send a change as an outside system does."""
    headers = {"Authorization": f"Bearer {make_key(scopes)}", "Idempotency-Key": str(new_id())}
    words = "" if body is None else json.dumps(body)
    return client.generic(method.upper(), f"/api/v1{path}", words, content_type="application/json", headers=headers)


@pytest.fixture
def installation(connector: None) -> Iterator[Installation]:
    with calling_connector():
        yield install_caller(makers.make_channel("shop", "marketplace"))


def test_the_state_tells_delays_and_what_waits(client: Client, installation: Installation) -> None:
    [(now,)] = db.rows("SELECT clock_timestamp()")
    ages.record_ages(installation.id, Stream.STOCK, [now - timedelta(seconds=50)] * 3)
    call(installation, orders(("A-1", 1)), delivery="d-1")

    state = get(client, "/channels/shop/state", READ).json()

    assert state == {
        "code": "shop",
        "status": "active",
        "roll_out": {"stage": "all", "percent": 100, "changed_at": None},
        "delays": [{"stream": "stock", "measured": 3, "p50_ms": 51_200, "p95_ms": 51_200}],
        "budgets": [],
        "failed_in_a_row": 0,
        "resting_seconds": 0,
        "calls_waiting": 1,
        "hints_waiting": 0,
        "hints_parked": 0,
    }


def test_a_channel_without_a_connector_has_no_state(client: Client) -> None:
    makers.make_channel("web")

    answer = get(client, "/channels/web/state", READ)

    assert (answer.status_code, answer.json()["code"]) == (404, "installation_not_found")


def test_a_channel_is_paused_and_resumed(client: Client, installation: Installation) -> None:
    paused = send(client, "post", "/channels/shop/pause", None, WRITE).json()
    between = reads.channel("shop").status
    resumed = send(client, "post", "/channels/shop/resume", None, WRITE).json()

    assert (paused, between) == ({"code": "shop", "status": "paused"}, "paused")
    assert resumed == {"code": "shop", "status": "active"}


def test_a_roll_out_is_widened(client: Client, installation: Installation) -> None:
    answer = send(client, "put", "/channels/shop/roll-out", {"stage": "percent", "percent": 25}, WRITE)

    assert (answer.json()["stage"], answer.json()["percent"]) == ("percent", 25)
    assert outbound.rollout(installation.id).stage is RolloutStage.PERCENT


@pytest.mark.parametrize("wrong", [{"stage": "half"}, {"stage": "percent", "percent": 101}, {}])
def test_a_stage_that_is_none_changes_nothing(
    client: Client, installation: Installation, wrong: dict[str, object]
) -> None:
    assert send(client, "put", "/channels/shop/roll-out", wrong, WRITE).status_code == 422
    assert outbound.rollout(installation.id).stage is RolloutStage.ALL


def test_calls_are_listed_and_read_again(client: Client, installation: Installation) -> None:
    call(installation, orders(("A-1", 3)), delivery="d-1")
    inbox.sort_calls(installation, now=NOW)
    inbox.settle_hints(inbox_reads.hints_page(installation.id).items)

    [listed] = get(client, "/channels/shop/calls?status=heard", READ).json()["items"]
    again = send(client, "post", f"/channels/calls/{listed['id']}/replay", None, WRITE).json()

    [hint] = inbox_reads.hints_page(installation.id).items
    assert (listed["delivery_id"], listed["topic"], listed["things"]) == ("d-1", "orders", 1)
    assert (again, hint.status) == ({"things": 1}, HintStatus.WAITING)


def test_an_unknown_call_is_not_found(client: Client) -> None:
    answer = send(client, "post", f"/channels/calls/{to_public('cal', makers.some_id())}/replay", None, WRITE)

    assert (answer.status_code, answer.json()["code"]) == (404, "call_not_found")
