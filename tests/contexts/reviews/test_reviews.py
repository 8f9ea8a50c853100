"""Write reviews, decide about them, count their stars."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from arasta.contexts.reviews import audit
from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.services import deciding
from arasta.contexts.reviews.types import (
    LEGAL_MOVES,
    AlreadyReviewed,
    Decision,
    Photo,
    ReasonMissing,
    ReviewCannotMove,
    ReviewId,
    ReviewOrder,
    ReviewStatus,
    ReviewWrong,
    UnknownReview,
)
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS, SYSTEM, Actor, ActorKind, PermissionMissing
from arasta.kernel.errors import Unauthenticated
from arasta.kernel.ids import new_id
from tests import makers
from tests.contexts.reviews import writers
from tests.makers_orders import make_order
from tests.racing import race_all
from tests.refusing import refused
from tests.statements import counted

pytestmark = pytest.mark.django_db


def test_a_review_is_shown_and_counted_once_it_is_read() -> None:
    product, (first, second) = writers.make_product(), writers.make_customers(2)
    good, bad = writers.write(writers.draft(product, first, 5), writers.draft(product, second, 2))
    unseen = (book.summaries([product]), book.published(product))

    writers.publish([good, bad])

    assert unseen == ({}, [])
    summary = book.summaries([product])[product]
    assert (summary.count, summary.average, dict(summary.by_stars)) == (
        2,
        Decimal("3.5"),
        {1: 0, 2: 1, 3: 0, 4: 0, 5: 1},
    )
    assert [row.id for row in book.published(product)] == [bad, good]
    assert [row.stars for row in book.published(product, first=ReviewOrder.BEST)] == [5, 2]
    assert [row.id for row in book.published(product, skip=1, limit=1)] == [good]


def test_a_review_taken_back_is_counted_no_more() -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)
    (key,) = writers.write(writers.draft(product, one, 4))
    writers.publish([key])

    deciding.decide([Decision(key, ReviewStatus.REJECTED, "Not about it")], at=makers.DAY, media="x", actor=SYSTEM)

    assert (book.summaries([product]), book.published(product)) == ({}, [])
    assert (book.review(key).status, book.review(key).reason) == (ReviewStatus.REJECTED, "Not about it")
    assert audit.find_lies() == []


def test_one_writes_once_of_a_product_and_an_order_proves_one() -> None:
    product, other = writers.make_product(), writers.make_product("CUP")
    (one,), order = writers.make_customers(1), make_order().id
    writers.write(writers.draft(product, one), writers.draft(other, one), writers.draft(product, None, order_id=order))

    for again in (writers.draft(product, one, 1), writers.draft(product, None, 1, order_id=order)):
        with refused(AlreadyReviewed):
            writers.write(again)

    assert book.counts() == {ReviewStatus.PENDING: 3, ReviewStatus.PUBLISHED: 0, ReviewStatus.REJECTED: 0}
    found = book.own(product, customer_id=None, order_id=order)
    assert found is not None
    assert found.is_verified


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"stars": 0}, {"stars": "unknown"}),
        ({"stars": 6}, {"stars": "unknown"}),
        ({"author": " \u200b\t"}, {"author": "required"}),
        ({"author": "x" * 61}, {"author": "too_long"}),
        ({"text": "x" * 3001}, {"text": "too_long"}),
        ({"text": "buy at www.spam.example"}, {"text": "link"}),
        ({"title": "my card 4242 4242 4242 4242"}, {"title": "card"}),
    ],
)
def test_what_cannot_be_shown_is_refused(change: dict[str, object], wrong: dict[str, str]) -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)

    with refused(ReviewWrong) as refusal:
        writers.write(writers.draft(product, one, **{"stars": 5, **change}))  # type: ignore[arg-type]

    assert refusal.value.details["fields"] == wrong  # type: ignore[attr-defined]


def test_a_number_that_is_no_card_may_be_told() -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)

    (key,) = writers.write(writers.draft(product, one, text="  Serial 4242 4242 4242 4241  \r\n\r\nfine "))

    assert book.review(key).text == "Serial 4242 4242 4242 4241\n\nfine"


def test_every_move_of_the_table_and_no_other() -> None:
    product = writers.make_product()
    for status in ReviewStatus:
        for wish in ReviewStatus:
            (one,) = writers.make_customers(1)
            (key,) = writers.write(writers.draft(product, one))
            db.execute("UPDATE reviews_review SET status = %s, reason = 'r' WHERE id = %s", [status.value, key])
            if status is ReviewStatus.PUBLISHED:
                db.execute(
                    "INSERT INTO reviews_summary (product_id, fives) VALUES (%s, 9) ON CONFLICT DO NOTHING", [product]
                )
            decisions = [Decision(key, wish, "why")]
            if wish in LEGAL_MOVES[status]:
                deciding.decide(decisions, at=makers.DAY, media="x", actor=SYSTEM)
                assert book.review(key).status is wish
                continue
            with refused(ReviewCannotMove):
                deciding.decide(decisions, at=makers.DAY, media="x", actor=SYSTEM)


def test_a_rejection_says_why_and_an_unknown_review_is_missing() -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)
    (key,) = writers.write(writers.draft(product, one))

    with refused(ReasonMissing):
        deciding.decide([Decision(key, ReviewStatus.REJECTED, " ")], at=makers.DAY, media="x", actor=SYSTEM)
    with refused(UnknownReview):
        writers.publish([key, ReviewId(new_id())])
    with refused(UnknownReview):
        deciding.reply(ReviewId(new_id()), "Thanks", actor=SYSTEM)

    assert book.review(key).status is ReviewStatus.PENDING


def test_only_who_may_change_the_catalog_decides_and_answers() -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)
    (key,) = writers.write(writers.draft(product, one))
    customer = Actor(ActorKind.CUSTOMER, id=str(one))

    for actor, error in ((ANONYMOUS, Unauthenticated), (customer, PermissionMissing)):
        with refused(error):
            deciding.decide([Decision(key, ReviewStatus.PUBLISHED)], at=makers.DAY, media="x", actor=actor)
        with refused(error):
            deciding.reply(key, "Me", actor=actor)

    assert (book.review(key).status, book.review(key).reply) == (ReviewStatus.PENDING, "")


def test_the_house_answers_and_takes_its_answer_back() -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)
    (key,) = writers.write(writers.draft(product, one))

    deciding.reply(key, " Thank you ", actor=SYSTEM)
    answered = book.review(key).reply
    deciding.reply(key, "", actor=SYSTEM)

    assert (answered, book.review(key).reply) == ("Thank you", "")


def test_a_hundred_cost_as_many_statements_as_one() -> None:
    product, customers = writers.make_product(), writers.make_customers(101)
    costs = []

    for some in (customers[:1], customers[1:]):
        drafts = [writers.draft(product, one, photos=(Photo(f"reviews/{one}.webp", 6, 4),)) for one in some]
        with CaptureQueriesContext(connection) as written:
            ids = writers.write(*drafts)
        with CaptureQueriesContext(connection) as decided:
            writers.publish(ids)
        costs.append((counted(written), counted(decided)))

    assert costs[0] == costs[1] == (3, 7)


def test_the_audit_finds_stars_that_nobody_gave() -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)
    writers.publish(writers.write(writers.draft(product, one, 3)))
    db.execute("UPDATE reviews_summary SET fives = 7")

    assert [str(lie).partition(": ")[2].partition(": ")[2] for lie in audit.find_lies()] == [
        "A product says 8 reviews with 38 stars, its published ones are 1 with 3."
    ]


def test_a_review_without_a_writer_is_refused_by_the_table() -> None:
    with refused(IntegrityError):
        writers.write(writers.draft(writers.make_product(), None))


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_lose_no_star() -> None:
    product, customers = writers.make_product(), writers.make_customers(6)
    ids = writers.write(*(writers.draft(product, one, 5) for one in customers))

    answers = race_all([lambda key=key: writers.publish([key]) for key in [*ids, ids[0]]])  # type: ignore[misc]

    assert [type(answer) for answer in answers if answer is not None] == [ReviewCannotMove]
    assert book.summaries([product])[product].by_stars[5] == 6
