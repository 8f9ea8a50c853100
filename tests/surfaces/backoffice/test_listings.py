"""The pages about listings: fields with their sources, edits with differences and undo, matching, prices, dates, health."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.channels.queries import care, edits, outbound
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import matching as match_book
from arasta.contexts.channels.queries import price_policy as policy_book
from arasta.contexts.channels.services import matching as match_services
from arasta.contexts.channels.services import outbound as outbound_book
from arasta.contexts.channels.services import seen as seen_services
from arasta.contexts.channels.types import LISTING_PREFIX, ListingStatus
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.outbound import DriftField, DriftInput
from arasta.contexts.identity.types import Role
from arasta.flows.publishing import judge_listings
from arasta.kernel.ids import to_public
from tests.flows.publishing.counter import NOW, Counter, strict_connector
from tests.flows.stall import KEY
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(db: None, settings: Settings) -> Iterator[Counter]:
    settings.FIELD_KEY = KEY
    with strict_connector():
        yield Counter()


def at(counter: Counter, rest: str = "content") -> str:
    return f"/office/channels/{counter.channel.code}/{rest}"


def key(counter: Counter, sku: str = "SHIRT-RED-S") -> str:
    return to_public(LISTING_PREFIX, counter.listing(sku).id)


def text(client: Client, address: str, *, language: str = "en") -> str:
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_names_scores_and_what_is_missing(client: Client, counter: Counter) -> None:
    counter.offer()
    judge_listings.judge_waiting(counter.channel, at=NOW)
    owner = come_in(client)

    shown = text(owner, at(counter))
    refused = text(owner, at(counter, "content?reason=refused"))
    none = text(owner, at(counter, "content?reason=price_missing"))
    rows = owner.get(at(counter), HTTP_HX_REQUEST="true").content.decode()

    assert shown.count("The channel would refuse it") >= 5
    assert "Linen shirt Red S" in refused
    assert "Nothing here" in none
    assert "<html" not in rows


def test_products_are_offered_as_drafts_once(client: Client, counter: Counter) -> None:
    owner, page = come_in(client), at(counter, "content/offer")

    some = owner.post(page, {"skus": "SHIRT-RED-S, SHIRT-RED-L", "by": "sku"})
    none = owner.post(page, {"skus": "SHIRT-BLUE-S", "by": "gtin"}, follow=True).content.decode()
    rest = owner.post(page, {"category": "clothing", "by": "sku"})

    assert (some.status_code, rest.status_code) == (302, 302)
    assert "Without a GTIN, and not offered: SHIRT-BLUE-S" in none
    assert {counter.listing(sku).status for sku in counter.variants} == {"draft"}


def test_a_listing_shows_where_each_word_comes_from_and_what_the_channel_says(client: Client, counter: Counter) -> None:
    counter.offer()
    owner, page = come_in(client), at(counter, f"content/{key(counter)}")

    before, in_russian = text(owner, page), text(owner, page, language="ru")
    saved = owner.post(
        page, {"title": "My own red shirt", "new_kind": "fact:", "new_name": "brand_id", "new_value": "7"}
    )
    after = text(owner, page)
    reset = owner.post(page, {"title": "My own red shirt", "reset": "title"})

    assert before.count("Inherited from the product") >= 5
    assert "own number is needed. Add the number as a field of the channel" in before
    assert "“two sell better”" in before
    assert "Нужен номер, который дал канал." in in_russian
    assert (saved.status_code, reset.status_code) == (302, 302)
    assert "Overridden here" in after
    assert "is needed" not in after
    stored = content_book.stored_content(counter.channel.id, [counter.listing("SHIRT-RED-S").id])
    assert dict(stored.own[counter.listing("SHIRT-RED-S").id]) == {"fact:brand_id": "7"}


def test_templates_are_tried_before_they_are_saved(client: Client, counter: Counter) -> None:
    counter.offer()
    owner, page = come_in(client), at(counter, "templates")

    tried = owner.post(page, {"title": "{brand}: {title}", "act": "preview"}).content.decode()
    wrong = owner.post(page, {"title": "{price}", "act": "save"})
    saved = owner.post(page, {"title": "{brand}: {title}", "act": "save"})

    assert "Kervan: Linen shirt" in tried
    assert (wrong.status_code, saved.status_code) == (422, 302)
    assert content_book.templates(counter.channel.id) == {"title": "{brand}: {title}"}


def edit_form(counter: Counter, **change: str) -> dict[str, str]:
    chosen = ",".join(to_public(LISTING_PREFIX, one) for one in counter.ids())
    step = {"field_0": "title", "op_0": "prepend", "value_0": "New:", "find_0": "", "name_0": ""}
    return {"id": chosen, **step, **change}


def test_an_edit_goes_from_choosing_to_differences_to_saved_to_undone(client: Client, counter: Counter) -> None:
    counter.offer()
    owner, page = come_in(client), at(counter, "content/edit")

    asked = text(owner, f"{page}?all=1")
    shown = owner.post(page, edit_form(counter, act="plan")).content.decode()
    mark = re.search(r'name="mark" value="(\w+)"', shown)
    assert mark is not None
    saved = owner.post(page, edit_form(counter, act="save", mark=mark[1]))
    [one] = edits.edits_page(counter.channel.id).items
    detail = text(owner, saved["Location"])
    undone = owner.post(f"{saved['Location']}/undo")

    assert "4 listings are chosen" in asked
    assert "New: Linen shirt Red S" in shown
    assert "Save 4 changes" in shown
    assert (saved.status_code, undone.status_code, one.changes) == (302, 302, 4)
    assert "Take it back" in detail
    assert edits.edit(one.id).status == "undone"
    assert "Undone" in text(owner, at(counter, "edits"))


def test_differences_that_are_old_are_shown_again(client: Client, counter: Counter) -> None:
    counter.offer()
    owner = come_in(client)

    answer = owner.post(at(counter, "content/edit"), edit_form(counter, act="save", mark="old"))

    assert answer.status_code == 409
    assert "Look at them again" in answer.content.decode()


def test_matching_is_confirmed_ignored_and_made_a_product(client: Client, counter: Counter) -> None:
    channel, owner = counter.channel.id, come_in(client)
    shown = [
        SeenListing(external_id="1", state=SeenState.ACTIVE, sku="SHIRT-RED-S"),
        SeenListing(external_id="2", state=SeenState.ACTIVE, title="Garden hose"),
        SeenListing(external_id="3", state=SeenState.ACTIVE, title="Rake"),
        SeenListing(external_id="4", state=SeenState.ACTIVE, title="Blue shirt"),
    ]
    seen_services.record_seen(channel, shown, now=NOW)
    match_services.ask_for_matching(channel)
    decide = at(counter, "matching/decide")

    for act in ("propose", "sure", "create:2", "ignore:3"):
        owner.post(decide, {"act": act, "sku:2": "HOSE"})
    wrong = owner.post(decide, {"act": "confirm:4", "sku:4": "NO-SUCH"}, follow=True).content.decode()
    early = owner.post(decide, {"act": "finish"}, follow=True).content.decode()
    owner.post(decide, {"act": "confirm:4", "sku:4": "SHIRT-BLUE-S"})
    owner.post(decide, {"act": "finish"})

    states = {one.external_id: one.state for one in match_book.matches_page(channel).items}
    assert states == {"1": "confirmed", "2": "confirmed", "3": "ignored", "4": "confirmed"}
    assert "There is no SKU NO-SUCH" in wrong
    assert "1 listings are not decided yet" in early
    assert match_book.matching_of(channel).state == "decided"
    assert "Same SKU" in text(owner, at(counter, "matching"))


def test_a_policy_is_set_and_a_deviation_accepted_or_brought_back(client: Client, counter: Counter) -> None:
    counter.offer()
    owner, page = come_in(client), at(counter, "prices")
    variant = to_public("var", counter.variants["SHIRT-RED-S"])

    wrong = owner.post(page, {"kind": "percent", "percent": "-95"})
    saved = owner.post(page, {"kind": "percent", "percent": "10", "step": "0.5"})
    raised = edit_form(counter, field_0="price", op_0="percent", value_0="20", act="plan")
    shown = owner.post(at(counter, "content/edit"), raised).content.decode()
    mark = re.search(r'name="mark" value="(\w+)"', shown)
    assert mark is not None
    without = owner.post(at(counter, "content/edit"), {**raised, "act": "save", "mark": mark[1]})
    given = owner.post(at(counter, "content/edit"), {**raised, "act": "save", "mark": mark[1], "reason": "Costs"})
    beside = text(owner, page)
    owner.post(f"{page}/decide", {"act": "back", "id": [variant]})

    assert (wrong.status_code, saved.status_code, without.status_code, given.status_code) == (422, 302, 422, 302)
    assert beside.count("Accepted with a reason") >= 4
    assert policy_book.policy_of(counter.channel.id).step_minor == 50
    assert counter.variants["SHIRT-RED-S"] not in policy_book.accepted_prices(
        counter.channel.id, list(counter.variants.values())
    )


def test_dates_are_put_in_and_settled(client: Client, counter: Counter) -> None:
    owner, page = come_in(client), at(counter, "calendar")

    wrong = owner.post(page, {"title": "", "due_on": "2026-12-01"})
    saved = owner.post(page, {"title": "New fee table", "due_on": "2020-12-01", "action": "Look at prices"})
    shown = text(owner, page)
    [one] = care.deadlines([counter.channel.id])
    owner.post(f"{page}/settle", {"key": one.key, "state": "done"})

    assert (wrong.status_code, saved.status_code) == (422, 302)
    assert "overdue" in shown
    assert care.deadlines([counter.channel.id])[0].state == "done"


def test_health_is_measured_and_entered(client: Client, counter: Counter) -> None:
    owner, page = come_in(client), at(counter, "health")

    owner.post(page, {"act": "measure"})
    owner.post(page, {"act": "enter", "figure": "rating", "value": "4,1"})
    wrong = owner.post(page, {"act": "enter", "figure": "rating", "value": "many"}, follow=True).content.decode()

    shown = text(owner, page)
    assert "Beyond the limit" in shown
    assert "4.1" in shown
    assert "That is not a value of" in wrong


def test_a_channel_is_weighed(client: Client, counter: Counter) -> None:
    owner = come_in(client)
    asked = {
        "channel": "trendyol",
        "currency": "TRY",
        "country": "TR",
        "skus": "SHIRT-RED-S",
        "commission": "20",
        "fixed": "0",
        "shipping": "0",
        "ads": "0",
        "returned": "0",
        "lost": "0",
        "cost": "30",
    }

    empty, answer = text(owner, "/office/weigh-a-channel"), owner.get("/office/weigh-a-channel", asked)

    assert "Weigh it" in empty
    assert "SHIRT-RED-S" in answer.content.decode()


def test_what_differs_is_shown_where_the_channel_was_read_back(client: Client, counter: Counter) -> None:
    assert "The channel shows what you want" in text(come_in(client), at(counter, "drift"))


def differ(counter: Counter, field: DriftField, theirs: str) -> str:
    """Let the channel show something else of the first listing; return the id of the difference."""
    [row, *_] = counter.offer(status=ListingStatus.ACTIVE)
    found = DriftInput(listing_id=row.id, field=field, ours="Ours", theirs=theirs)
    outbound_book.note_drift([row.id], [found], now=NOW)
    return str(outbound.drift_of([row.id])[0].id)


def test_what_the_channel_says_otherwise_is_told_again(client: Client, counter: Counter) -> None:
    chosen, owner = differ(counter, DriftField.TITLE, "<b>Theirs & more</b>"), come_in(client)

    listed, filtered = text(owner, at(counter, "drift")), text(owner, at(counter, "drift?field=images"))
    answer = owner.post(at(counter, "drift/settle"), {"act": "ours", "drift": [chosen, "nonsense"]}, follow=True)

    assert "Theirs &amp; more" in listed
    assert "The channel shows what you want" in filtered
    assert "1 listing is told again." in answer.content.decode()
    assert [row.id for row in content_book.due_listings(counter.channel.id, limit=9)] == [
        outbound.drifts(counter.channel.id, [UUID(chosen)])[0].listing_id
    ]


def test_what_the_channel_says_otherwise_stays_on_purpose_with_a_reason(client: Client, counter: Counter) -> None:
    chosen, owner = differ(counter, DriftField.TITLE, "Their title"), come_in(client)
    page = at(counter, f"content/{key(counter, outbound.drifts(counter.channel.id, [UUID(chosen)])[0].external_id)}")

    shown = text(owner, page)
    unsaid = owner.post(at(counter, "drift/settle"), {"act": "keep", "drift": chosen}, follow=True)
    kept = owner.post(
        at(counter, "drift/settle"), {"act": "keep", "drift": chosen, "reason": "It sells", "back": page}, follow=True
    )
    on_purpose = text(owner, at(counter, "drift/on-purpose"))

    assert "The channel shows something else" in shown
    assert "Say why this stays" in unsaid.content.decode()
    assert "Kept on purpose" in kept.content.decode()
    assert "The channel shows something else" not in kept.content.decode()
    assert "Their title" in on_purpose
    assert "It sells" in on_purpose


def test_nobody_is_led_away_after_settling(client: Client, counter: Counter) -> None:
    answer = come_in(client).post(at(counter, "drift/settle"), {"act": "ours", "back": "https://elsewhere.example/"})

    assert answer.headers["Location"] == at(counter, "drift")


@pytest.mark.parametrize("act", ["matching/decide", "content/judge", "calendar/settle", "drift/settle"])
def test_who_may_only_look_changes_nothing(client: Client, counter: Counter, act: str) -> None:
    answer = come_in(client, Role.AGENT).post(at(counter, act), {"act": "skip"})

    assert answer.status_code == 403
    assert match_book.matching_of(counter.channel.id).state == "not_asked"
