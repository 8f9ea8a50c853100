"""The gateway's twin speaks as the gateway does: its refusals, its list, its faults, its page."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from arasta.twins.twilio.types import ACCOUNT, TOKEN
from tests.twins.makers import World, basic

PATH = f"/twilio/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
KEYS = {"authorization": basic(ACCOUNT, TOKEN)}
TEXT = {"To": "+905321234567", "From": "Kervan", "Body": "Ready. https://kervan.example/order/1"}


def make(world: World, headers: dict[str, str] = KEYS, **changes: str) -> httpx.Response:
    return world.call("POST", PATH, headers=headers, data={**TEXT, **changes})


def test_what_is_made_twice_is_there_twice_and_listed_by_phone(world: World) -> None:
    first, second = make(world).json(), make(world).json()
    make(world, To="+905329999999")

    listed = world.call("GET", PATH, headers=KEYS, params={"To": TEXT["To"], "PageSize": "50"}).json()
    assert (first["status"], first["date_created"]) == ("queued", "Sat, 21 Nov 2026 09:00:00 +0000")
    assert [one["sid"] for one in listed["messages"]] == [second["sid"], first["sid"]]
    assert [one["body"] for one in listed["messages"]] == [TEXT["Body"]] * 2
    assert len(world.call("GET", PATH, headers=KEYS).json()["messages"]) == 3


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"To": ""}, 400, 21604),
        ({"From": ""}, 400, 21603),
        ({"Body": ""}, 400, 21602),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"To": "0532"}, 400, 21211),
        ({"To": "+905550000000"}, 400, 21610),
        ({"headers": {}}, 401, 20003),
        ({"headers": {"authorization": basic(ACCOUNT, "other")}}, 401, 20003),
        ({"headers": {"authorization": "Basic %%"}}, 401, 20003),
    ],
    ids=["no_phone", "no_sender", "no_words", "long", "short_phone", "stopped", "no_key", "wrong_key", "no_base64"],
)
def test_a_refusal_has_a_number_and_changes_nothing(
    world: World, changes: dict[str, Any], status: int, code: int
) -> None:
    refused = make(world, **changes)

    assert (refused.status_code, refused.json()["code"], refused.json()["status"]) == (status, code, status)
    assert world.call("GET", "/twilio/control/state").json()["texts"] == 0


def test_its_page_shows_what_phones_got(world: World) -> None:
    assert "No text message yet" in world.call("GET", "/twilio/").text
    make(world)

    page = world.call("GET", "/twilio/").text
    assert '<a href="https://kervan.example/order/1"' in page
    assert "+905321234567" in page
    assert world.call("GET", "/twilio/faults").status_code == 200
    assert world.call("POST", "/twilio/control/reset").json() == {"reset": True}
    assert "No text message yet" in world.call("GET", "/twilio/").text
