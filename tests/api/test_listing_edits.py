"""Listings over JSON: what they say, edits with differences and undo, matching, price policies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from arasta.contexts.channels.services import outbound
from arasta.contexts.channels.services import seen as seen_services
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.outbound import DriftField, DriftInput
from arasta.flows.publishing import judge_listings
from arasta.kernel.ids import to_public
from tests.api.integrator import Integrator
from tests.flows.publishing.counter import NOW, Counter, strict_connector
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(db: None, settings: Settings) -> Iterator[Counter]:
    settings.FIELD_KEY = KEY
    with strict_connector():
        yield Counter()


def at(counter: Counter, rest: str) -> str:
    return f"channels/{counter.channel.code}/{rest}"


def test_content_says_where_it_comes_from(counter: Counter, integrator: Integrator) -> None:
    counter.offer()
    templates = {"templates": [{"field": "title", "text": "{brand} {title} {option:color}"}]}

    wrong = integrator.put(at(counter, "content-templates"), {"templates": [{"field": "title", "text": "{cost}"}]})
    saved = integrator.put(at(counter, "content-templates"), templates)
    judge_listings.judge_waiting(counter.channel, at=NOW)
    page = integrator.get(at(counter, "listing-content"), reason="refused", limit=2)

    assert (wrong.status, wrong.body["code"]) == (422, "unknown_placeholder")
    assert saved.body == templates["templates"] == integrator.get(at(counter, "content-templates")).body
    [one, _] = page.body["items"]
    title = next(field for field in one["fields"] if field["field"] == "title")
    assert (title["source"], title["value"]) == ("channel", "Kervan Linen shirt Blue")
    assert {issue["field"] for issue in one["issues"] if issue["blocks"]} == {"brand_id"}


def test_products_are_taken_into_the_assortment(counter: Counter, integrator: Integrator) -> None:
    first = integrator.post(at(counter, "assortment"), {"skus": ["SHIRT-RED-S"], "by": "sku"})
    rest = integrator.post(at(counter, "assortment"), {"category": "clothing", "by": "sku"})
    bare = integrator.post(at(counter, "assortment"), {"by": "gtin"})

    assert first.body == {"offered": 1, "known": 0, "without_code": []}
    assert (rest.body["offered"], rest.body["known"], bare.body["known"]) == (3, 1, 4)


def test_an_edit_is_planned_saved_and_undone(counter: Counter, integrator: Integrator) -> None:
    counter.offer()
    ids = [one["id"] for one in integrator.get(at(counter, "listing-content")).body["items"]]
    edit = {"listing_ids": ids, "steps": [{"field": "price", "op": "percent", "value": "5"}]}

    planned = integrator.post(at(counter, "listing-edits/plan"), edit).body
    stale = integrator.post(at(counter, "listing-edits"), {**edit, "mark": "old"})
    saved = integrator.post(at(counter, "listing-edits"), {**edit, "mark": planned["mark"]})
    undone = integrator.post(f"listing-edits/{saved.body['id']}/undo")

    assert [(one["before"], one["after"]) for one in planned["differences"]][:1] == [("10000", "10500")]
    assert (stale.status, stale.body["code"]) == (409, "edit_is_old")
    assert (saved.status, saved.body["changes"], undone.body) == (201, 4, {"restored": 4, "changed_since": []})
    assert integrator.get(f"listing-edits/{saved.body['id']}").body["status"] == "undone"


def test_matching_holds_the_channel_back_until_it_is_decided(counter: Counter, integrator: Integrator) -> None:
    shown = [
        SeenListing(external_id="1", state=SeenState.ACTIVE, sku="SHIRT-RED-S"),
        SeenListing(external_id="2", state=SeenState.ACTIVE, title="Garden hose"),
        SeenListing(external_id="3", state=SeenState.ACTIVE, title="Blue one"),
    ]
    seen_services.record_seen(counter.channel.id, shown, now=NOW)

    opened = integrator.put(at(counter, "matching"), {"state": "open"}).body
    proposed = integrator.post(at(counter, "matches/propose")).body
    early = integrator.put(at(counter, "matching"), {"state": "decided"})
    listed = integrator.get(at(counter, "matches"), state="proposed").body["items"]
    unknown = {"confirm": [{"external_id": "3", "sku": "NO-SUCH"}]}
    refused = integrator.post(at(counter, "matches/decide"), unknown)
    chosen = {"confirm": [{"external_id": "3", "sku": "SHIRT-BLUE-S"}], "ignore": ["2"], "confirm_sure": True}
    decided = integrator.post(at(counter, "matches/decide"), chosen).body
    done = integrator.put(at(counter, "matching"), {"state": "decided"}).body

    assert (opened["state"], proposed["sure"], early.status, refused.status) == ("open", 1, 409, 404)
    assert (listed[0]["external_id"], listed[0]["sku"], listed[0]["reason"]) == ("1", "SHIRT-RED-S", "sku")
    assert (decided["confirmed"], decided["ignored"], decided["unmatched"]) == (2, 1, 0)
    assert done["state"] == "decided"


def test_a_price_policy_is_set(counter: Counter, integrator: Integrator) -> None:
    counter.offer()
    policy = {"kind": "percent", "percent": "12.50", "step_minor": 90, "tolerance": "1.00"}

    before = integrator.get(at(counter, "price-policy")).body["kind"]
    saved = integrator.put(at(counter, "price-policy"), policy)

    assert (before, saved.status, saved.body) == ("free", 200, policy)


def test_drift_is_read_kept_on_purpose_and_told_again(counter: Counter, integrator: Integrator) -> None:
    counter.offer()
    [listing, *_] = counter.ids()
    drift = [
        DriftInput(listing_id=listing, field=name, ours=ours, theirs=theirs)
        for name, ours, theirs in (
            (DriftField.TITLE, "Shirt", "Mavi gömlek"), (DriftField.PRICE, "10000", "12000"), (DriftField.QUANTITY, "3", "4")
        )
    ]  # fmt: skip
    outbound.note_drift([listing], drift, now=NOW)
    clerk = Integrator(("channels.read", "channels.write"))

    found = integrator.get(at(counter, "listing-drift")).body["items"]
    keys = {one["field"]: one["id"] for one in found}
    barred = clerk.post(at(counter, "listing-drift/keep"), {"drift_ids": list(keys.values()), "reason": "Sale"})
    again = clerk.post(at(counter, "listing-drift/tell-again"), {"drift_ids": [keys["price"]]})
    kept = integrator.post(at(counter, "listing-drift/keep"), {"drift_ids": list(keys.values()), "reason": "Sale"})
    late = integrator.post(at(counter, "listing-drift/keep"), {"drift_ids": list(keys.values()), "reason": "Sale"})
    undone = integrator.post(f"listing-edits/{kept.body['id']}/undo")
    left = integrator.get(at(counter, "listing-drift")).body["items"]

    assert {(one["listing_id"], one["field"], one["theirs"], one["may_stay"]) for one in found} == {
        (to_public("lst", listing), "title", "Mavi gömlek", True),
        (to_public("lst", listing), "price", "12000", True),
        (to_public("lst", listing), "quantity", "4", False),
    }
    assert (barred.refusal, again.body) == ((403, "permission_missing"), {"listings": 1})
    assert (kept.status, kept.body["changes"], late.refusal) == (201, 2, (409, "drift_not_kept"))
    assert (undone.body["restored"], [one["field"] for one in left]) == (2, ["quantity"])
