"""Reviews in the shop: read by everybody, written by who is signed in or holds an order's link, shown once staff read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as asking
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.identity.types import Role
from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.types import ReviewRow, ReviewStatus
from arasta.flows.shipping import ship, source_order
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.reviews import writers
from tests.surfaces.backoffice.making import come_in
from tests.surfaces.storefront import shopping
from tests.surfaces.storefront.shopping import Shop, add_product, body_of, deliver, pay, text_of
from tests.surfaces.storefront.test_product import data_of

SAID = {"stars": "4", "title": "Good", "text": "Soft and light.", "author": "Ayşe Y."}


def product_id() -> object:
    return db.rows("SELECT id FROM catalog_product WHERE handle = 'shirt'")[0][0]


def register(client: Client, email: str = "ayse@mail.example") -> None:
    """Open an account and sign in."""
    shopping.register(client, email, "a-long-pass-phrase")


def pending() -> list[ReviewRow]:
    return list(book.page(ReviewStatus.PENDING).items)


def order(shop: Shop, client: Client, *, is_sent: bool = True) -> str:
    """Buy a red shirt as a guest and return the word of the order's link; `is_sent`: it left already."""
    shop.stock("SHIRT-RED-S", warehouse=5)
    shop.put_in(client, "SHIRT-RED-S")
    deliver(client)
    word = pay(client)["Location"].rpartition("/")[2].partition("?")[0]
    if is_sent:
        key = shop.orders()[0].row.id
        source_order.source_orders([key], at=makers.DAY, actor=SYSTEM)
        (asked,) = fulfillment.of_orders([key])
        asking.accept([asked.id], at=makers.DAY, actor=SYSTEM)
        ship.ship([ShipmentToMake(asked.id, "Post", "TR1")], at=makers.DAY, actor=SYSTEM)
    return word


def test_nobody_writes_without_a_login_or_an_order(shop: Shop, client: Client) -> None:
    page = client.get("/p/shirt/review")
    answer = client.post("/p/shirt/review", SAID)

    assert "Sign in to review this" in text_of(page)
    assert answer.status_code == 422
    assert pending() == []


def test_a_customer_writes_once_and_is_not_called_a_buyer(shop: Shop, client: Client) -> None:
    register(client)

    form = body_of(client.get("/p/shirt/review"))
    first, again = client.post("/p/shirt/review", SAID), client.post("/p/shirt/review", {**SAID, "stars": "1"})

    assert 'value="Ayşe Y."' in form
    assert (first.status_code, again.status_code, first["Location"]) == (302, 302, "/p/shirt/review")
    assert [(row.stars, row.text, row.is_verified) for row in pending()] == [(4, "Soft and light.", False)]
    assert "It is shown as soon as somebody of us has read it." in text_of(client.get("/p/shirt/review"))


def test_the_holder_of_an_order_is_a_verified_buyer(shop: Shop, client: Client) -> None:
    word = order(shop, client)
    other = Client()

    link = re.search(r'href="(/p/shirt/review\?order=[^"]+)"', body_of(other.get(f"/order/{word}")))
    assert link
    form = other.get(link[1])
    answer = other.post(f"/p/shirt/review?order={word}", SAID)

    assert "“Verified buyer”" in text_of(form)
    assert (answer.status_code, [row.is_verified for row in pending()]) == (302, [True])
    assert "Thank you for your review." in text_of(other.get(answer["Location"]))


def test_an_order_proves_nothing_before_it_left_nor_of_another_product(shop: Shop, client: Client) -> None:
    word = order(shop, client, is_sent=False)
    add_product(shop, "MUG", 900)

    assert "/p/shirt/review" not in body_of(client.get(f"/order/{word}"))
    for path in (f"/p/shirt/review?order={word}", f"/p/mug/review?order={word}", "/p/shirt/review?order=forged.word"):
        assert Client().post(path, SAID).status_code == 422

    assert pending() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stars": ""}, "Choose from one star to five."),
        ({"stars": "6"}, "Choose from one star to five."),
        ({"author": ""}, "Please fill this in."),
        ({"text": "see https://spam.example"}, "Leave addresses of web pages out."),
        ({"text": "4242 4242 4242 4242"}, "This looks like a card number."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    shop: Shop, client: Client, change: dict[str, str], said: str
) -> None:
    register(client)

    answer = client.post("/p/shirt/review", {**SAID, **change})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="Good"' in body_of(answer)
    assert pending() == []


def test_pictures_come_along_and_bad_ones_are_refused(
    shop: Shop, client: Client, settings: Settings, tmp_path: Path
) -> None:
    register(client)
    good = SimpleUploadedFile("a.jpg", writers.picture(place=True), content_type="image/jpeg")
    bad = SimpleUploadedFile("b.jpg", b"<script>", content_type="image/jpeg")

    refused = client.post("/p/shirt/review", {**SAID, "pictures": [good, bad]})
    left = list(tmp_path.rglob("*.webp"))
    good.seek(0)
    client.post("/p/shirt/review", {**SAID, "pictures": [good]})

    assert (refused.status_code, left) == (422, [])
    assert "“b.jpg” is no picture that we can show." in text_of(refused)
    assert [len(row.photos) for row in pending()] == [1]


def test_staff_read_it_the_shop_shows_it_and_machines_count_it(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", warehouse=1)
    register(client)
    client.post("/p/shirt/review", SAID)
    key = re.search(r'id="(rev_\w+)"', body_of(come_in(Client(), Role.MARKETER).get("/office/reviews")))
    assert key

    before = body_of(client.get("/p/shirt"))
    staff = come_in(Client(), Role.MARKETER)
    decided = staff.post(f"/office/reviews/{key[1]}/decide", {"status": "published", "seen": "pending"})
    staff.post(f"/office/reviews/{key[1]}/reply", {"reply": "Thank you!", "seen": "published"})
    page = client.get("/p/shirt")

    assert ("Soft and light." in before, "aggregateRating" in before) == (False, False)
    assert decided["Location"] == "/office/reviews?status=pending"
    assert "4.0 1 review" in text_of(page)
    assert "Ayşe Y." in text_of(page)
    assert "Thank you!" in text_of(page)
    rating = data_of(body_of(page))["aggregateRating"]
    assert rating == {"@type": "AggregateRating", "ratingValue": "4.0", "reviewCount": 1}


def test_who_only_reads_the_catalog_decides_nothing(shop: Shop, client: Client) -> None:
    register(client)
    client.post("/p/shirt/review", SAID)
    picker = come_in(Client(), Role.PICKER)
    page = body_of(picker.get("/office/reviews"))
    key = re.search(r'id="(rev_\w+)"', page)
    assert key

    answers = [picker.post(f"/office/reviews/{key[1]}/{act}", {"status": "published"}) for act in ("decide", "reply")]

    assert "Show it" not in page
    assert [answer.status_code for answer in answers] == [403, 403]
    assert len(pending()) == 1


def test_many_reviews_are_read_page_by_page(shop: Shop, client: Client) -> None:
    customers = writers.make_customers(12)
    ids = writers.write(
        *(
            writers.draft(product_id(), one, stars=1 + number % 5, text=f"Words {number:02}.", language="en")  # type: ignore[arg-type]
            for number, one in enumerate(customers)
        )
    )
    writers.publish(ids)

    first, second = text_of(client.get("/p/shirt/reviews")), text_of(client.get("/p/shirt/reviews?page=2"))
    worst = text_of(client.get("/p/shirt/reviews?first=worst"))

    assert [number for number in range(12) if f"Words {number:02}." in first] == list(range(2, 12))
    assert [number for number in range(12) if f"Words {number:02}." in second] == [0, 1]
    assert re.findall(r"Words (\d\d)", worst)[:3] == ["10", "05", "00"]
    for wrong in ("?page=0", "?page=-1", "?page=x", "?page=99999999999999999999", "?first=%00"):
        assert client.get(f"/p/shirt/reviews{wrong}").status_code == 200


def test_no_words_of_a_review_can_leave_their_place(shop: Shop, client: Client) -> None:
    (one,) = writers.make_customers(1)
    evil = "</script><img src=x onerror=alert(1)>"
    writers.publish(writers.write(writers.draft(product_id(), one, text=evil, title=evil, author="<b>x</b>")))  # type: ignore[arg-type]

    assert "<img src=x" not in body_of(client.get("/p/shirt"))
    assert "<b>x</b>" not in body_of(client.get("/p/shirt"))
