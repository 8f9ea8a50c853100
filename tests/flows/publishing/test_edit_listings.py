"""An edit shows its differences first, is saved whole, and is taken back where nothing changed since."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import edits
from arasta.contexts.channels.queries import price_policy as policy_book
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.services import edits as edit_services
from arasta.contexts.channels.types import ListingStatus
from arasta.contexts.channels.types.content import (
    EDIT_MOVES,
    EditIsOld,
    EditOp,
    EditPlan,
    EditStatus,
    EditStep,
    EditUndone,
    NothingToEdit,
    ReasonMissing,
    UnknownField,
    UnknownPlaceholder,
)
from arasta.contexts.channels.types.policies import PolicyKind, PricePolicy
from arasta.contexts.inventory.queries import rules as rule_book
from arasta.contexts.inventory.types import RuleKind
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.publishing import edit_listings, keep_prices, listed_goods
from arasta.kernel import db
from tests.flows.publishing.counter import CLERK, NOW, Counter
from tests.refusing import refused

pytestmark = pytest.mark.django_db

RED = EditStep(field="title", op=EditOp.SET, value="{brand} {title} {option:color}")


def plan(counter: Counter, *steps: EditStep) -> EditPlan:
    return edit_listings.plan(counter.channel, counter.ids(), steps, at=NOW)


def save(counter: Counter, *steps: EditStep, reason: str = "") -> object:
    mark = plan(counter, *steps).mark
    return edit_listings.save(counter.channel, counter.ids(), steps, mark=mark, reason=reason, at=NOW, actor=CLERK)


def says(counter: Counter, sku: str, field: str = "title") -> tuple[str, str]:
    [one] = listed_goods.listed(counter.channel, [counter.listing(sku)], at=NOW)
    return one.content[field].value, one.content[field].source


def costs(counter: Counter, sku: str) -> int:
    key = counter.variants[sku]
    found = pricing.prices([key], channel_id=counter.channel.id, currency="TRY", at=NOW)
    return found[key].price.minor


def test_the_differences_come_before_anything_is_changed(counter: Counter) -> None:
    counter.offer()

    planned = plan(counter, RED)

    assert [(one.external_id, one.shown_before, one.shown_after) for one in planned.differences][:2] == [
        ("SHIRT-BLUE-L", "Linen shirt Blue L", "Kervan Linen shirt Blue"),
        ("SHIRT-BLUE-S", "Linen shirt Blue S", "Kervan Linen shirt Blue"),
    ]
    assert (len(planned.sound), planned.untouched, says(counter, "SHIRT-BLUE-L")[1]) == (4, 0, "product")


def test_an_edit_is_saved_whole_and_taken_back(counter: Counter) -> None:
    counter.offer()

    key = save(counter, RED, EditStep(field="title", op=EditOp.APPEND, value="– linen"))
    changed = says(counter, "SHIRT-RED-L")
    undone = edit_listings.undo(key, at=NOW, actor=CLERK)  # type: ignore[arg-type]

    assert changed == ("Kervan Linen shirt Red – linen", "listing")
    assert (undone.restored, undone.changed_since) == (4, [])
    assert says(counter, "SHIRT-RED-L") == ("Linen shirt Red L", "product")
    assert edits.edit(key).status is EditStatus.UNDONE  # type: ignore[arg-type]
    with refused(EditUndone):
        edit_listings.undo(key, at=NOW, actor=CLERK)  # type: ignore[arg-type]


def test_an_undo_leaves_what_was_changed_since_and_names_it(counter: Counter) -> None:
    rows = counter.offer()
    key = save(counter, RED)
    later = EditStep(field="title", op=EditOp.SET, value="By hand")
    [first] = [row.id for row in rows if row.external_id == "SHIRT-RED-S"]
    mark = edit_listings.plan(counter.channel, [first], [later], at=NOW).mark
    edit_listings.save(counter.channel, [first], [later], mark=mark, at=NOW, actor=CLERK)

    undone = edit_listings.undo(key, at=NOW, actor=CLERK)  # type: ignore[arg-type]

    assert (undone.restored, [one.external_id for one in undone.changed_since]) == (3, ["SHIRT-RED-S"])
    assert says(counter, "SHIRT-RED-S") == ("By hand", "listing")
    assert edits.edit(key).status is EditStatus.PARTLY_UNDONE  # type: ignore[arg-type]


def test_the_status_of_an_edit_goes_where_its_table_leads(counter: Counter) -> None:
    counter.offer()
    made = set()
    for before in EditStatus:
        for left in (0, 1):
            key = cast(UUID, save(counter, EditStep(field="title", op=EditOp.SET, value=f"{before} {left}")))
            if before is not EditStatus.SAVED:
                edit_services.note_undone(key, [], left=int(before is EditStatus.PARTLY_UNDONE), now=NOW, actor=CLERK)
            with suppress(EditUndone):
                edit_services.note_undone(key, [], left=left, now=NOW, actor=CLERK)
            after = edits.edit(key).status
            made |= {(before, after)} - {(before, before)}

    assert made == {(before, after) for before, allowed in EDIT_MOVES.items() for after in allowed}


def test_an_edit_whose_ground_moved_is_shown_again(counter: Counter) -> None:
    counter.offer()
    mark = plan(counter, RED).mark
    content_services.save_templates(counter.channel.id, {"title": "{sku}"})
    save(counter, EditStep(field="title", op=EditOp.SET, value="Another"))

    with refused(EditIsOld):
        edit_listings.save(counter.channel, counter.ids(), [RED], mark=mark, at=NOW, actor=CLERK)


def test_words_are_replaced_where_they_stand_and_values_are_reset(counter: Counter) -> None:
    counter.offer()
    replaced = EditStep(field="title", op=EditOp.REPLACE, find="Blue", value="Navy")

    planned = plan(counter, replaced)
    save(counter, replaced)
    navy = says(counter, "SHIRT-BLUE-S")
    save(counter, EditStep(field="title", op=EditOp.RESET))

    assert (len(planned.differences), planned.untouched) == (2, 2)
    assert (navy, says(counter, "SHIRT-BLUE-S")[1]) == (("Linen shirt Navy S", "listing"), "product")


def test_facts_attributes_and_pictures_are_edited_alike(counter: Counter) -> None:
    counter.offer()

    save(
        counter,
        EditStep(field="fact:brand_id", op=EditOp.SET, value="7651"),
        EditStep(field="attribute:Material", op=EditOp.SET, value="Linen"),
        EditStep(field="images", op=EditOp.APPEND, value="https://cdn.example/more.webp"),
    )

    [one] = listed_goods.listed(counter.channel, [counter.listing("SHIRT-RED-S")], at=NOW)
    item = listed_goods.item(one, image_base="https://shop.example", link_base="https://shop.example")
    assert (item.facts, item.attributes) == ({"brand_id": "7651"}, {"Material": "Linen"})
    assert [url.startswith("https://") for url in item.images] == [True, True]
    assert item.link == "https://shop.example/p/shirt?color=red&size=s"


def test_prices_stock_and_assortment_change_and_come_back(counter: Counter) -> None:
    counter.offer()
    before = costs(counter, "SHIRT-BLUE-L")

    key = save(
        counter,
        EditStep(field="price", op=EditOp.PERCENT, value="10"),
        EditStep(field="share", op=EditOp.SET, value="50"),
        EditStep(field="end_below", op=EditOp.SET, value="3"),
        EditStep(field="assortment", op=EditOp.SET, value="out"),
    )
    variant = counter.variants["SHIRT-BLUE-L"]
    during = (
        costs(counter, "SHIRT-BLUE-L"),
        counter.listing("SHIRT-BLUE-L").status,
        rule_book.own_rules(counter.channel.id, [variant])[variant],
    )
    edit_listings.undo(key, at=NOW, actor=CLERK)  # type: ignore[arg-type]

    assert (before, during[0], during[1]) == (10_000, 11_000, ListingStatus.ENDED)
    assert during[2] == {RuleKind.SHARE: 50, RuleKind.END_BELOW: 3}
    assert (costs(counter, "SHIRT-BLUE-L"), counter.listing("SHIRT-BLUE-L").status) == (10_000, ListingStatus.DRAFT)
    assert rule_book.own_rules(counter.channel.id, [variant]) == {}


def test_a_price_beside_the_policy_needs_a_reason(counter: Counter) -> None:
    counter.offer()
    keep_prices.set_policy(
        counter.channel, PricePolicy(kind=PolicyKind.PERCENT, percent=Decimal(5)), at=NOW, actor=CLERK
    )
    derived = costs(counter, "SHIRT-BLUE-L")
    dearer = EditStep(field="price", op=EditOp.PERCENT, value="20")

    with refused(ReasonMissing):
        save(counter, dearer)
    save(counter, dearer, reason="Carrier costs more there")

    key = counter.variants["SHIRT-BLUE-L"]
    accepted = policy_book.accepted_prices(counter.channel.id, [key])[key]
    assert (derived, costs(counter, "SHIRT-BLUE-L")) == (10_500, 12_600)
    assert (accepted.price.minor, accepted.reason, accepted.accepted_by) == (12_600, "Carrier costs more there", "Ayşe")
    assert keep_prices.judge_prices(counter.channel, [key], at=NOW)[key].standing == "accepted"


@pytest.mark.parametrize(
    ("step", "word"),
    [
        (EditStep(field="price", op=EditOp.SET, value="twelve"), "number_wrong"),
        (EditStep(field="price", op=EditOp.SET, value="0"), "number_wrong"),
        (EditStep(field="share", op=EditOp.SET, value="101"), "number_wrong"),
        (EditStep(field="assortment", op=EditOp.SET, value="maybe"), "number_wrong"),
        (EditStep(field="title", op=EditOp.REPLACE, value="x"), "nothing_to_find"),
        (EditStep(field="description", op=EditOp.SET, value="x" * 30_001), "too_long"),
    ],
)
def test_what_cannot_be_done_is_said_line_by_line(counter: Counter, step: EditStep, word: str) -> None:
    counter.offer()

    planned = plan(counter, step)

    assert {one.problem for one in planned.refused} == {word}
    with refused(NothingToEdit):
        edit_listings.save(counter.channel, counter.ids(), [step], mark=planned.mark, at=NOW, actor=CLERK)


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (EditStep(field="color", op=EditOp.SET, value="x"), UnknownField),
        (EditStep(field="title", op=EditOp.SET, value="{price}"), UnknownPlaceholder),
    ],
)
def test_what_no_listing_has_is_refused(counter: Counter, step: EditStep, refusal: type) -> None:
    counter.offer()

    with refused(refusal):
        plan(counter, step)


def test_an_edit_takes_as_many_statements_for_one_as_for_four(counter: Counter) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ids = [row.id for row in counter.offer()]
    step = EditStep(field="description", op=EditOp.SET, value="{title} of {brand}")

    counts = []
    for some in (ids[:1], ids[1:]):
        mark = edit_listings.plan(counter.channel, some, [step], at=NOW).mark
        with CaptureQueriesContext(
            connection,
        ) as seen:
            edit_listings.save(counter.channel, some, [step], mark=mark, at=NOW, actor=CLERK)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert [row[0] for row in db.rows("SELECT count(*) FROM channels_content_value")] == [4]
    assert content_book.due_listings(counter.channel.id, limit=9) == []
