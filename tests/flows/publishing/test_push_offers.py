"""Stock and prices that changed reach the marketplace as absolute numbers, and stay to be told until it took them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from arasta.contexts.channels.types import ListingStatus, Stream, Trouble
from tests import makers
from tests.flows.stall import Stall, activate
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "8690000000024"
THIRD = "8690000000031"


def bodies(stall: Stall) -> list[list[dict[str, Any]]]:
    """Return what was sent as stock and prices, batch by batch."""
    sent = [one for one in stall.wire.requests if one.url.path.endswith("/price-and-inventory")]
    return [json.loads(one.content)["items"] for one in sent]


def test_a_change_of_stock_is_told_as_the_number_that_is_left(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=5)
    before = len(bodies(stall))

    for _ in range(3):
        makers.receive(variant, stall.store, 2)
    stall.round()

    assert bodies(stall)[before:] == [[{"barcode": BARCODE, "quantity": 11}]]
    assert (stall.shown(), stall.listing().pushed_quantity, stall.dirty()) == (11, 11, [])


def test_a_new_price_goes_with_it(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=5)

    makers.make_price(variant, 39900)
    stall.round()

    assert bodies(stall)[-1] == [{"barcode": BARCODE, "quantity": 5, "salePrice": 399, "listPrice": 399}]
    assert stall.listing().pushed_price_minor == 39900


def test_what_is_sold_out_is_told_first(stall: Stall) -> None:
    variants = stall.offer(BARCODE, OTHER, THIRD, units=5)
    stall.take_away(variants[0], 1)
    stall.take_away(variants[2], 5)
    stall.take_away(variants[1], 1)

    stall.push()

    assert bodies(stall)[-1][0] == {"barcode": THIRD, "quantity": 0}


def test_what_is_not_on_offer_is_not_told(stall: Stall) -> None:
    stall.offer(BARCODE)
    before = len(bodies(stall))
    makers.receive(makers.make_variant(), stall.warehouse, 3)

    stall.push()

    assert (len(bodies(stall)), stall.dirty()) == (before, [])


def test_a_listing_that_the_marketplace_does_not_know_shows_its_problem(stall: Stall) -> None:
    [variant] = stall.describe(BARCODE)
    activate(stall, BARCODE)
    makers.receive(variant, stall.warehouse, 3)

    stall.round()

    assert (stall.listing().problem_code, stall.listing().problem) == ("refused", "the barcode is not known")
    assert stall.dirty() == []


def test_an_item_that_a_batch_failed_to_take_shows_it_and_is_told_again(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=5)
    stall.take_away(variant, 1)
    stall.world.fault("partial_batch", times=1)

    stall.push()
    stall.poll()
    problem, shown = stall.listing().problem_code, stall.shown()
    stall.round()

    assert (problem, shown) == ("try_again", 5)
    assert (stall.listing().problem_code, stall.shown(), stall.dirty()) == ("", 4, [])


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("rate_limited_bare", Trouble.THROTTLED),
        ("error_after_write", Trouble.UNAVAILABLE),
        ("late_answer", Trouble.TIMEOUT),
        ("token_revoked", Trouble.AUTH),
    ],
)
def test_what_the_marketplace_did_not_take_stays_to_be_told(stall: Stall, fault: str, trouble: Trouble) -> None:
    [variant] = stall.offer(BARCODE, units=5)
    stall.take_away(variant, 1)
    stall.world.fault(fault, times=3)

    told = stall.push()
    kept, noted = stall.dirty(), stall.stream(Stream.STOCK).trouble
    stall.all_is_well()
    stall.round()

    assert (told, kept, noted) == (0, [variant], trouble)
    assert (stall.shown(), stall.dirty(), stall.stream(Stream.STOCK).trouble) == (4, [], Trouble.NONE)


def test_a_number_that_came_back_within_the_repeat_ban_is_told_nevertheless(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=1)
    shown = []
    for change in (-1, 1, -1):
        stall.take_away(variant, -change)
        stall.round()
        shown.append(stall.shown())

    assert shown == [0, 1, 0]


def test_a_batch_whose_answer_is_lost_is_told_again(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=5)
    stall.world.fault("result_lost", times=1)
    stall.take_away(variant, 2)

    stall.push()
    stall.poll()
    again = stall.dirty()
    stall.round()

    assert (again, stall.dirty()) == ([variant], [])
    assert (stall.shown(), stall.listing().pushed_quantity) == (3, 3)


def test_products_go_from_draft_to_sale(stall: Stall) -> None:
    [variant] = stall.describe(BARCODE)
    makers.receive(variant, stall.warehouse, 7)
    before = stall.listing().status

    stall.publish()
    stall.round()

    assert (before, stall.listing().status, stall.shown()) == (ListingStatus.DRAFT, ListingStatus.ACTIVE, 7)


def test_a_product_that_breaks_a_rule_is_kept_back_with_the_reason(stall: Stall) -> None:
    stall.describe(BARCODE, pictured=False)
    stall.describe(OTHER)

    stall.publish()

    held, sent = stall.listing(BARCODE), stall.listing(OTHER)
    assert (held.status, held.problem_code) == (ListingStatus.FAILED, "image_count")
    assert (sent.status, sent.problem_code) == (ListingStatus.ACTIVE, "")


def test_a_product_without_a_price_does_not_stand_in_the_way(stall: Stall) -> None:
    stall.describe(BARCODE, priced=False)
    stall.describe(OTHER)

    stall.publish()

    held = stall.listing(BARCODE)
    assert (held.status, held.problem_code) == (ListingStatus.FAILED, "price_missing")
    assert stall.listing(OTHER).status is ListingStatus.ACTIVE
