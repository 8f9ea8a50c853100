"""What a channel's own calls get at our door: taken once, 401 when forged, 413 when beyond measure, 404 elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import inbox as reads
from arasta.contexts.channels.services import connecting, inbox
from arasta.contexts.channels.types import INSTALLATION_PREFIX, Installation, Stream
from arasta.contexts.channels.types.connecting import CALLS_TO
from arasta.contexts.channels.types.inbound import RawRequest, Refusal, Refused
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.house import House, open_house
from tests.connectors.suite.rig import Rig

pytestmark = pytest.mark.django_db(transaction=True)

TEN_MEGABYTES = 10 * 1024 * 1024


class Door:
    """A channel that was asked to call us and did."""

    def __init__(self, house: House) -> None:
        self.house = house
        key = to_public(INSTALLATION_PREFIX, house.installation.id)
        self.path = f"/hooks/{key}"
        connecting.subscribe(house.channel, f"https://shop.example{self.path}", actor=SYSTEM)
        [goods] = house.sell("CEZVE-1", units=5)
        house.rig.buy(goods, 1)
        self.call = house.rig.called()[-1]

    @property
    def installation(self) -> Installation:
        return channels.installation(self.house.channel)

    def ring(self, call: RawRequest, path: str = "") -> int:
        headers = {name: value for name, value in call.headers.items() if name not in {"host", "content-length"}}
        kind = headers.pop("content-type", "application/json")
        return Client().post(path or self.path, call.body, content_type=kind, headers=headers).status_code

    def kept(self) -> int:
        return len(reads.calls_page(self.installation.id).items)

    def refused(self) -> list[tuple[Refusal, int]]:
        return [(one.why, one.calls) for one in reads.refused_calls(self.installation.id)]


@pytest.fixture
def door(bench: Bench, rig: Rig, settings: Settings) -> Iterator[Door]:
    needs.webhooks(bench)
    needs.stream(bench, Stream.ORDERS)
    settings.FIELD_KEY = Fernet.generate_key().decode()
    rig.wait((clock.now() - rig.now).total_seconds())
    with open_house(rig) as house:
        yield Door(house)


def test_a_replayed_delivery_is_kept_once_whatever_kind_of_body_it_is_said_to_be(door: Door) -> None:
    kinds = (
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "?",
    )

    answers = [door.ring(replace(door.call, headers={**door.call.headers, "content-type": kind})) for kind in kinds]

    assert (answers, door.kept(), door.refused()) == ([200] * len(kinds), 1, [])


def test_a_foreign_signature_is_unauthorized_and_only_counted(door: Door) -> None:
    proofs = {name: "forged" for name in door.call.headers if name.startswith("x-")}

    answers = [door.ring(replace(door.call, headers={**door.call.headers, **proofs})) for _ in range(2)]

    assert (answers, door.kept()) == ([401, 401], 0)
    assert sum(calls for _, calls in door.refused()) == 2


def test_another_shops_call_is_not_believed(door: Door) -> None:
    elsewhere = f"/hooks/{to_public(INSTALLATION_PREFIX, new_id())}"

    assert (door.ring(door.call, elsewhere), door.kept()) == (404, 0)


@pytest.mark.parametrize(
    "size", [pytest.param(2_000_001, id="a byte too many"), pytest.param(TEN_MEGABYTES, id="10 MB")]
)
def test_a_body_beyond_measure_is_refused_unread(door: Door, size: int) -> None:
    answers = [door.ring(replace(door.call, body=b" " * size)) for _ in range(2)]

    assert (answers, door.kept(), door.refused()) == ([413, 413], 0, [])


def test_a_body_that_is_no_document_is_taken_for_a_person_or_refused(door: Door) -> None:
    spoiled = replace(door.call, body=b"\xff\xfe not json")

    answer = door.ring(spoiled)

    able = door.house.installation.connector
    assert (able, answer) in {("trendyol", 200), ("shopify", 401), ("woocommerce", 401)}


def test_a_call_that_is_long_past_is_judged_by_its_own_clock(door: Door) -> None:
    later = inbox.receive(
        door.installation, replace(door.call, method="POST"), now=door.house.rig.now + timedelta(days=2)
    )

    is_dated = "x-shopify-triggered-at" in door.call.headers
    assert isinstance(later, Refused) is is_dated
    assert door.refused() == ([(Refusal.TOO_OLD, 1)] if is_dated else [])


def test_the_address_is_remembered_and_asked_for_again(door: Door) -> None:
    before = len(door.house.rig.calls)

    held = connecting.subscribe_again(door.installation, actor=SYSTEM)

    assert door.installation.settings[CALLS_TO] == f"https://shop.example{door.path}"
    assert held > 0
    assert len(door.house.rig.calls) > before
    assert door.ring(door.call) == 200
