"""Staff put collections, companions and synonyms together, and the shop shows them."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.catalog.queries import owners
from arasta.contexts.channels.queries import channels
from arasta.contexts.discovery.queries import collections, companions, synonyms
from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.flows.discovering import learn
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.surfaces.storefront.shopping import Provider, Shop, add_product, body_of, open_shop, text_of, titles_of

PASSWORD = "three blue kettles"
GIFTS = {"code": "gifts", "kind": "manual", "name_en": "Gifts", "name_tr": "Hediyeler", "is_shown": "on", "values": ""}


@pytest.fixture
def shop(db: None) -> Shop:
    """A shop with two things."""
    found = open_shop(Provider())
    add_product(found, "RUG", 10_000, category="home")
    return found


def office(role: Role = Role.OWNER) -> Client:
    person = NewStaff(email=f"{role}@example.com", name="Ada", role=role, password=PASSWORD)
    staff.add_staff([person], actor=SYSTEM)
    client = Client()
    client.post("/office/sign-in", {"email": person.email, "password": PASSWORD})
    return client


def test_a_collection_is_picked_changed_and_removed(shop: Shop) -> None:
    ada = office()
    members = "rug\nhttp://shop.example/tr/p/shirt?color=red"

    made = ada.post("/office/collections/add", {**GIFTS, "members": members})

    assert (made.status_code, made["Location"]) == (302, "/office/collections")
    assert titles_of(Client().get("/collections/gifts")) == ["Thing RUG", "Linen shirt"]
    assert "Hediyeler" in text_of(Client().get("/tr/collections/gifts"))
    assert "rug\nshirt" in body_of(ada.get("/office/collections/gifts"))
    assert "By hand, 2 products" in text_of(ada.get("/office/collections"))

    ada.post("/office/collections/gifts", {**GIFTS, "kind": "rule", "category": "home", "is_shown": ""})
    assert Client().get("/collections/gifts").status_code == 404
    assert "Hidden" in text_of(ada.get("/office/collections"))

    ada.post("/office/collections/gifts/remove")
    assert collections.collections(language="en", only_shown=False) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": "No Spaces"}, "cannot stand in an address"),
        ({"name_en": "", "name_tr": " "}, "needs a name in at least one language"),
        ({"kind": "rule"}, "something its products have in common"),
        ({"members": "rug\nnothing"}, "There is no product “nothing”."),
        ({"members": "\x00"}, ""),
    ],
)
def test_what_makes_no_collection_is_refused_on_its_field(shop: Shop, given: dict[str, str], words: str) -> None:
    answer = office().post("/office/collections/add", {**GIFTS, **given})

    assert 400 <= answer.status_code < 500
    assert words in text_of(answer)
    assert collections.collections(language="en", only_shown=False) == []


def test_a_second_collection_of_the_same_word_is_refused(shop: Shop) -> None:
    ada = office()
    ada.post("/office/collections/add", GIFTS)

    answer = ada.post("/office/collections/add", GIFTS)

    assert answer.status_code == 409
    assert "There is a collection “gifts” already." in text_of(answer)


def test_companions_are_picked_by_address(shop: Shop) -> None:
    ada = office()
    shop.stock("RUG", warehouse=1)
    keys = owners.ids_of_handles(["shirt", "rug"])

    ada.post("/office/companions", {"product": "/p/shirt", "others": "rug"})
    own = ada.post("/office/companions", {"product": "shirt", "others": "shirt"})

    assert companions.picked(keys["shirt"]) == [keys["rug"]]
    assert own.status_code == 422
    assert "Thing RUG" in text_of(Client().get("/p/shirt")).partition("Goes well with it")[2]
    page = body_of(ada.get("/office/companions?product=shirt"))
    assert "rug</textarea>" in page
    assert page.count('class="row-link"') == 1
    assert '<a class="row-link" href="?product=shirt">Linen shirt</a>' in page


def test_synonyms_are_added_changed_and_removed(shop: Shop) -> None:
    ada = office()

    ada.post("/office/synonyms", {"words": "shirt, blouse"})
    too_few = ada.post("/office/synonyms", {"words": "shirt, Shirt"})
    (group,) = synonyms.groups()
    assert titles_of(Client().get("/search?q=blouse")) == ["Linen shirt"]

    ada.post(f"/office/synonyms/{group.id}", {"words": "shirt, chemise"})
    assert titles_of(Client().get("/search?q=chemise")) == ["Linen shirt"]
    ada.post(f"/office/synonyms/{group.id}/remove")

    assert too_few.status_code == 422
    assert synonyms.groups() == []
    assert ada.post(f"/office/synonyms/{group.id}/remove").status_code == 404


def test_who_may_only_read_changes_nothing(shop: Shop) -> None:
    reader = office(Role.PICKER)

    assert reader.post("/office/collections/add", GIFTS).status_code == 403
    assert reader.post("/office/synonyms", {"words": "a, b"}).status_code == 403
    assert synonyms.groups() == []


def test_a_rule_asks_for_prices_and_for_what_is_new(shop: Shop) -> None:
    ada = office()
    add_product(shop, "VASE", 25_000)
    db.execute("UPDATE catalog_product SET created_at = now() - interval '40 days' WHERE handle = 'rug'")
    learn.tell_offers(channels.channel("web"), at=makers.DAY)
    rule = {**GIFTS, "kind": "rule", "sort": "title"}

    ada.post("/office/collections/add", {**rule, "most": "250", "currency": "TRY"})
    assert titles_of(Client().get("/collections/gifts")) == ["Thing RUG", "Thing VASE"]
    assert titles_of(Client().get("/collections/gifts?sort=dearest&to=200")) == ["Thing RUG"]

    ada.post("/office/collections/gifts", {**rule, "least": "101", "most": "400", "currency": "TRY", "new_days": "30"})
    assert titles_of(Client().get("/collections/gifts")) == ["Linen shirt", "Thing VASE"]
    page = body_of(ada.get("/office/collections/gifts"))
    assert [f'name="{name}" value="{value}"' in page for name, value in (("least", 101), ("most", 400))] == [True, True]

    ada.post("/office/collections/gifts", {**rule, "new_days": "30"})
    assert titles_of(Client().get("/collections/gifts")) == ["Linen shirt", "Thing VASE"]


@pytest.mark.parametrize(
    "given", [{"least": "5"}, {"least": "9", "most": "8", "currency": "TRY"}], ids=["bare", "turned"]
)
def test_prices_of_a_rule_have_a_currency_and_run_upward(shop: Shop, given: dict[str, str]) -> None:
    answer = office().post("/office/collections/add", {**GIFTS, "kind": "rule", **given})

    assert answer.status_code == 422
    assert "run from the lower to the higher and have a currency" in text_of(answer)
    assert collections.collections(language="en", only_shown=False) == []
