"""What a channel's answer leaves out is not taken for told; what it holds instead of what we thought is compared with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from arasta.connectors.trendyol.connector import Trendyol
from arasta.contexts.channels.types import ItemResult, ListingStatus, OfferItem, Op, Outcome, Polled, Pushed
from arasta.contexts.channels.types.listings import SOLD_THERE
from arasta.kernel.transport.wire import HttpRequest, Plan
from tests.flows.stall import Stall
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "8690000000024"
Say = Callable[[Sequence[OfferItem]], Sequence[ItemResult]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Say]:
    """Let a channel answer batches of offers as a test says, one after another."""
    said: list[Say] = []

    def push_offers(self: Trendyol, items: Sequence[OfferItem], *, now: datetime) -> Plan[Pushed]:
        yield HttpRequest(method="GET", path="/", group="stock_price")
        return Pushed(results=said.pop(0)(items))

    monkeypatch.setattr(Trendyol, "push_offers", push_offers)
    return said


def ok(items: Sequence[OfferItem]) -> list[ItemResult]:
    return [ItemResult(external_id=item.external_id, outcome=Outcome.OK, refs={"sku": "7"}) for item in items]


def test_an_item_that_is_not_mentioned_stays_to_be_told(stall: Stall, answers: list[Say]) -> None:
    answers.append(ok)
    first, second = stall.describe(BARCODE, OTHER)
    on_sale(stall, BARCODE, OTHER)
    stall.push()
    answers.append(lambda items: ok([item for item in items if item.external_id == BARCODE]))
    for variant in (first, second):
        add(stall, variant)

    told = stall.push()

    assert (told, stall.dirty()) == (1, [second])
    assert (stall.listing(OTHER).problem_code, stall.listing(BARCODE).problem_code) == ("no_answer", "")
    assert stall.listing(BARCODE).refs == {"sku": "7"}


def test_a_conflict_is_told_again_once_the_orders_are_read(stall: Stall, answers: list[Say]) -> None:
    compared: list[int | None] = []

    def stale(items: Sequence[OfferItem]) -> list[ItemResult]:
        compared.append(items[0].current)
        return [ItemResult(external_id=items[0].external_id, outcome=Outcome.CONFLICT, current=3)]

    def fine(items: Sequence[OfferItem]) -> list[ItemResult]:
        compared.append(items[0].current)
        return ok(items)

    answers[:] = [fine, stale, fine]
    [variant] = stall.describe(BARCODE)
    on_sale(stall, BARCODE)
    stall.push()
    stall.world.wait(seconds=5)
    add(stall, variant)

    stall.push()
    stall.push()
    before = (list(compared), stall.listing().problem_code, stall.dirty())
    stall.world.wait(seconds=5)
    stall.pull()
    stall.push()

    assert before == ([None, 0], SOLD_THERE, [variant])
    assert (compared, stall.dirty()) == ([None, 0, 3], [])
    assert (stall.listing().pushed_quantity, stall.listing().problem_code) == (1, "")


def test_a_listing_for_which_the_channel_asks_to_wait_is_left_alone_until_then(
    stall: Stall, answers: list[Say]
) -> None:
    wait = ItemResult(external_id=BARCODE, outcome=Outcome.RETRY, code="not_approved", retry_after=timedelta(minutes=5))
    first, second = stall.describe(BARCODE, OTHER)
    on_sale(stall, BARCODE, OTHER)
    answers[:] = [lambda items: [wait, *ok([item for item in items if item.external_id == OTHER])], ok]
    add(stall, first)

    stall.push()
    stall.push()
    meanwhile = len(answers)
    stall.world.wait(minutes=5)
    stall.push()

    assert (meanwhile, len(answers), stall.dirty()) == (1, 0, [])
    assert second not in stall.dirty()


def test_a_batch_whose_result_leaves_an_item_out_tells_it_again(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = stall.offer(BARCODE, OTHER)
    for variant in (first, second):
        stall.take_away(variant, 1)
    stall.push()
    whole = Trendyol.poll

    def poll(self: Trendyol, op: Op, ticket: str) -> Plan[Polled]:
        polled = yield from whole(self, op, ticket)
        return replace(polled, results=[one for one in polled.results if one.external_id == BARCODE])

    with monkeypatch.context() as patched:
        patched.setattr(Trendyol, "poll", poll)
        stall.poll()
    again = stall.dirty()
    stall.round()

    assert (again, stall.dirty()) == ([second], [])
    assert (stall.listing(OTHER).pushed_quantity, stall.listing(OTHER).problem_code) == (4, "")


def test_a_product_whose_batch_got_lost_is_sent_again(stall: Stall) -> None:
    stall.describe(BARCODE)
    stall.world.fault("result_lost", times=1)

    stall.publish()
    lost = stall.listing().status
    stall.publish()

    assert (lost, stall.listing().status) == (ListingStatus.DRAFT, ListingStatus.ACTIVE)


def on_sale(stall: Stall, *barcodes: str) -> None:
    from tests.flows.stall import activate

    for barcode in barcodes:
        activate(stall, barcode)


def add(stall: Stall, variant: object) -> None:
    from uuid import UUID

    from tests import makers

    assert isinstance(variant, UUID)
    makers.receive(variant, stall.warehouse, 1)
