"""What a channel shows is matched with our SKUs by a person; until then nothing is told to it."""

from __future__ import annotations

import pytest

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import matching as match_book
from arasta.contexts.channels.services import matching as match_services
from arasta.contexts.channels.services import seen as seen_services
from arasta.contexts.channels.services.matching import MatchingUndecided
from arasta.contexts.channels.types import ListingStatus
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.policies import (
    Match,
    MatchIsDecided,
    MatchReason,
    MatchState,
    MatchTwice,
    MatchUnknown,
)
from arasta.flows.publishing import match_listings
from arasta.flows.publishing.match_listings import SkuTaken
from arasta.kernel import db
from arasta.kernel.money import Money
from tests.flows.publishing.counter import CLERK, NOW, Counter
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def show(counter: Counter, *shown: SeenListing) -> None:
    """Let the channel show listings, and guess what they are."""
    seen_services.record_seen(counter.channel.id, shown, now=NOW)
    match_listings.propose(counter.channel, at=NOW)


def seen(key: str, **more: object) -> SeenListing:
    return SeenListing(external_id=key, state=more.pop("state", SeenState.ACTIVE), **more)  # type: ignore[arg-type]


def match(counter: Counter, key: str) -> Match:
    return match_book.matches(counter.channel.id, [key])[key]


def products() -> int:
    return int(db.rows("SELECT count(*) FROM catalog_product")[0][0])


def test_guesses_say_why_and_nothing_is_made(counter: Counter) -> None:
    show(
        counter,
        seen("1", sku="SHIRT-RED-S"),
        seen("2", sku="shirt blue/l"),
        seen("3", title="Linen shirt red L", price=Money(12_100, "TRY")),
        seen("4", title="Garden hose"),
    )

    found = [match(counter, key) for key in "1234"]

    reasons = [MatchReason.SKU, MatchReason.SKU_FOLDED, MatchReason.TITLE_AND_PRICE, MatchReason.NONE]
    assert [one.reason for one in found] == reasons
    expected = [counter.variants[sku] for sku in ("SHIRT-RED-S", "SHIRT-BLUE-L", "SHIRT-RED-L")]
    assert [one.variant_id for one in found] == [*expected, None]
    counts = match_book.count_matches(counter.channel.id)
    assert (counts.proposed, counts.sure, counts.unmatched) == (3, 2, 1)
    assert (products(), counter.ids()) == (1, [])


def test_sure_ones_are_confirmed_together_and_become_listings(counter: Counter) -> None:
    refs = {"product": "gid://1"}
    show(
        counter,
        seen("1", sku="SHIRT-RED-S", refs=refs, quantity=4, price=Money(9_900, "TRY")),
        seen("2", sku="SHIRT-RED-L", state=SeenState.REJECTED),
        seen("3", title="Linen shirt blue"),
    )

    match_listings.confirm_sure(counter.channel, at=NOW, actor=CLERK)

    one, other = counter.listing("1"), counter.listing("2")
    assert (one.status, one.observed_quantity, one.observed_price_minor) == (ListingStatus.ACTIVE, 4, 9_900)
    assert (one.refs, other.status) == (refs, ListingStatus.FAILED)
    assert match(counter, "1").decided_by == "Ayşe"
    assert match(counter, "3").state is MatchState.PROPOSED


def test_two_that_would_be_the_same_sku_are_left_to_a_person(counter: Counter) -> None:
    show(counter, seen("1", sku="SHIRT-RED-S"), seen("2", sku="SHIRT-RED-S"))

    confirmed = match_listings.confirm_sure(counter.channel, at=NOW, actor=CLERK)
    variant = counter.variants["SHIRT-RED-S"]

    assert confirmed == []
    with refused(MatchTwice):
        match_services.confirm(counter.channel.id, {"1": variant, "2": variant}, now=NOW, actor=CLERK)
    match_services.confirm(counter.channel.id, {"1": variant}, now=NOW, actor=CLERK)
    with refused(MatchTwice):
        match_services.confirm(counter.channel.id, {"2": variant}, now=NOW, actor=CLERK)


def test_a_person_chooses_another_and_what_is_decided_stays(counter: Counter) -> None:
    show(counter, seen("1", sku="SHIRT-RED-S"))
    other = counter.variants["SHIRT-BLUE-S"]

    match_services.confirm(counter.channel.id, {"1": other}, now=NOW, actor=CLERK)
    match_listings.propose(counter.channel, at=NOW)

    assert (match(counter, "1").variant_id, match(counter, "1").reason) == (other, MatchReason.CHOSEN)
    with refused(MatchIsDecided):
        match_services.ignore(counter.channel.id, ["1"], now=NOW, actor=CLERK)
    with refused(MatchUnknown):
        match_services.confirm(counter.channel.id, {"9": other}, now=NOW, actor=CLERK)


def test_a_draft_that_was_listed_takes_the_channels_id(counter: Counter) -> None:
    counter.offer()
    show(counter, seen("9001", sku="SHIRT-RED-S"))

    match_listings.confirm_sure(counter.channel, at=NOW, actor=CLERK)

    assert counter.listing("9001").variant_id == counter.variants["SHIRT-RED-S"]
    assert counter.listing("9001").status is ListingStatus.ACTIVE


def test_a_product_is_made_only_when_somebody_asks_for_it(counter: Counter) -> None:
    show(counter, seen("77", title="Garden hose 20 m", barcode="8690000000012"))

    with refused(SkuTaken):
        match_listings.create_from(counter.channel, "77", sku="SHIRT-RED-S", at=NOW, actor=CLERK)
    row = match_listings.create_from(counter.channel, "77", sku="HOSE-20", at=NOW, actor=CLERK)

    made = variants.variants([row.variant_id], language="en")[row.variant_id]
    assert (made.sku, made.gtin, made.title, made.is_active) == ("HOSE-20", "8690000000012", "Garden hose 20 m", False)
    assert match(counter, "77").reason is MatchReason.CREATED


def test_matching_is_finished_when_all_is_decided_or_skipped_on_purpose(counter: Counter) -> None:
    channel = counter.channel.id
    before = match_book.matching_of(channel)
    match_services.ask_for_matching(channel)
    show(counter, seen("1", sku="SHIRT-RED-S"), seen("2", title="Garden hose"))
    during = match_book.matching_of(channel)

    with refused(MatchingUndecided):
        match_services.finish(channel, now=NOW, actor=CLERK)
    match_listings.confirm_sure(counter.channel, at=NOW, actor=CLERK)
    match_services.ignore(channel, ["2"], now=NOW, actor=CLERK)
    match_services.finish(channel, now=NOW, actor=CLERK)
    after = match_book.matching_of(channel)

    assert (before.holds_back, during.holds_back, after.holds_back) == (False, True, False)
    assert (after.state, after.by) == ("decided", "Ayşe")


def test_skipping_lets_the_channel_be_told(counter: Counter) -> None:
    match_services.ask_for_matching(counter.channel.id)
    show(counter, seen("2", title="Garden hose"))

    match_services.skip(counter.channel.id, now=NOW, actor=CLERK)

    assert match_book.matching_of(counter.channel.id).state == "skipped"
