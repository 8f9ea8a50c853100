"""What a marketplace calls out to us is read again there and taken once; what cannot be read now is read later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import inbox as reads
from arasta.contexts.channels.services import inbox
from arasta.contexts.channels.types import Stream, Trouble
from arasta.contexts.channels.types.inbound import Hint
from arasta.contexts.channels.types.inbox import HintStatus
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.hear_channel import MANY
from tests import makers
from tests.flows.calling import CallingStall, Signing, open_calling_stall
from tests.flows.stall import KEY
from tests.twins.makers import BARCODE, every_line, package

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def calling(tmp_path: Path, settings: Settings) -> Iterator[CallingStall]:
    settings.FIELD_KEY = KEY
    with open_calling_stall(tmp_path) as opened:
        yield opened


@pytest.fixture
def signing(tmp_path: Path, settings: Settings) -> Iterator[CallingStall]:
    settings.FIELD_KEY = KEY
    with open_calling_stall(tmp_path, Signing) as opened:
        yield opened


def hints(stall: CallingStall) -> list[tuple[HintStatus, int]]:
    return [(hint.status, hint.tries) for hint in reads.hints_page(stall.installation.id).items]


def calls_of(stall: CallingStall) -> int:
    """Count the calls for orders that we made."""
    return sum("/order/" in request.url.path for request in stall.wire.requests)


def test_an_order_enters_when_the_marketplace_calls_and_is_read_there_again(calling: CallingStall) -> None:
    [variant] = calling.offer(BARCODE)
    calling.buy(2)
    [letter] = calling.letters()

    status, heard = calling.deliver(letter), calling.hear()

    assert (status, heard.done, heard.pulled.entered) == (200, 1, 1)
    assert calls_of(calling) == 1
    assert makers.level_of(variant, calling.warehouse) == (5, 2, 0)
    assert hints(calling) == [(HintStatus.DONE, 1)]


def test_what_an_unsigned_call_says_is_not_believed(calling: CallingStall) -> None:
    calling.offer(BARCODE)
    calling.buy(2)
    [letter] = calling.letters()
    told = json.loads(letter)
    told["content"][0]["lines"][0]["quantity"] = 5

    calling.deliver(json.dumps(told).encode())
    calling.hear()

    [order] = calling.orders()
    assert [line.quantity for line in order.lines] == [2]


def test_a_whole_signed_document_is_taken_without_asking(signing: CallingStall) -> None:
    signing.offer(BARCODE)
    signing.buy(2)
    [letter] = signing.letters()

    signing.deliver(letter)
    heard = signing.hear()

    assert (heard.pulled.entered, calls_of(signing)) == (1, 0)


def test_a_stale_document_that_comes_late_changes_nothing(signing: CallingStall) -> None:
    [variant] = signing.offer(BARCODE)
    placed = signing.buy(2)
    [first] = signing.letters()
    signing.world.control("POST", f"/packages/{placed['packageId']}/cancel")
    [last] = signing.letters()

    for letter in (last, first):
        signing.deliver(letter)
        signing.hear()

    assert signing.orders() == []
    assert makers.level_of(variant, signing.warehouse) == (5, 0, 0)


def test_a_call_that_a_pull_was_faster_than_costs_no_reading(calling: CallingStall) -> None:
    calling.offer(BARCODE)
    calling.buy(1)
    [letter] = calling.letters()
    calling.pull()
    before = calls_of(calling)

    calling.deliver(letter)
    heard = calling.hear()

    assert (heard.known, heard.done, calls_of(calling) - before) == (1, 0, 0)


def test_cancellations_whole_and_in_part_are_followed(calling: CallingStall) -> None:
    [variant] = calling.offer(BARCODE)
    whole, part = calling.buy(2), calling.buy(2)
    for letter in calling.letters():
        calling.deliver(letter)
    calling.hear()
    calling.world.control("POST", f"/packages/{whole['packageId']}/cancel")
    [line] = every_line(package(calling.world, part["packageId"]))
    gone = {"lines": [{**line, "quantity": 1}]}
    calling.world.control("POST", f"/packages/{part['packageId']}/cancel", json=gone)
    for letter in calling.letters():
        calling.deliver(letter)

    heard = calling.hear()

    assert (heard.pulled.canceled, heard.pulled.reduced) == (1, 1)
    assert sorted(order.row.status for order in calling.orders()) == [OrderStatus.CANCELED, OrderStatus.PLACED]
    assert makers.level_of(variant, calling.warehouse) == (5, 1, 0)
    assert find_lies() == []


def test_many_hints_are_read_as_a_stream(calling: CallingStall) -> None:
    calling.offer(BARCODE, units=50)
    for _ in range(MANY + 1):
        calling.buy(1)
    for letter in calling.letters():
        calling.deliver(letter)

    heard = calling.hear()

    assert (heard.pulled.entered, heard.done, calls_of(calling)) == (MANY + 1, MANY + 1, 1)


def test_a_silent_marketplace_is_asked_again_later(calling: CallingStall) -> None:
    calling.offer(BARCODE)
    calling.buy(1)
    [letter] = calling.letters()
    calling.deliver(letter)
    calling.world.fault("token_revoked", times=1)

    silent, too_early = calling.hear(), calling.hear()
    [(waiting, tries)] = hints(calling)
    later = calling.hear(minutes=1)

    assert (silent.failed, too_early.done, waiting, tries) == (1, 0, HintStatus.WAITING, 1)
    assert (later.pulled.entered, hints(calling)) == (1, [(HintStatus.DONE, 2)])


def test_an_order_the_marketplace_does_not_know_is_parked_after_many_tries(calling: CallingStall) -> None:
    calling.offer(BARCODE)
    calling.buy(1)
    ghost = Hint(stream=Stream.ORDERS, external_id="99999999", version=1)
    inbox.note_hints(calling.installation.id, [ghost], now=calling.world.time)
    [letter] = calling.letters()
    calling.deliver(letter)

    entered = sum(calling.hear(hours=1).pulled.entered for _ in range(inbox.MOST_TRIES + 1))

    [parked] = reads.hints_page(calling.installation.id, status=HintStatus.PARKED).items
    assert (entered, parked.external_id, parked.tries) == (1, "99999999", inbox.MOST_TRIES)
    assert (parked.trouble, parked.last_error) == (Trouble.REFUSED, "the channel does not know it")


def test_a_hint_about_what_cannot_be_read_is_over(calling: CallingStall) -> None:
    told = [Hint(stream=stream, external_id="1", version=1) for stream in (Stream.LISTINGS, Stream.SETTLEMENTS)]
    inbox.note_hints(calling.installation.id, told, now=calling.world.time)

    heard = calling.hear()

    assert (heard.done, heard.failed) == (2, 0)
