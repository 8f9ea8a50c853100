"""Adding, changing and finding customers."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import profiles
from arasta.contexts.customers.types import NewCustomer, PhoneWrong
from arasta.kernel.access import ANONYMOUS, SYSTEM, Actor, ActorKind, PermissionMissing
from arasta.kernel.errors import Unauthenticated
from arasta.kernel.ids import new_id
from arasta.kernel.pages import BadCursor, encode_cursor
from tests.contexts.customers.making import facts, make_customer, make_shopper, shopper

pytestmark = pytest.mark.django_db


def test_a_customer_gets_a_number_and_tidy_columns() -> None:
    new = NewCustomer(name=" Ada  Yılmaz ", email=" ADA@Example.com ", phone="0532 123 45 67", language="tr")

    key = profiles.add_customers([new], actor=SYSTEM)[0]

    row = queries.customer(key)
    assert (row.name, row.email, row.phone, row.language, row.has_login) == (
        "Ada Yılmaz",
        "ada@example.com",
        "+905321234567",
        "tr",
        False,
    )
    assert row.number.startswith("C-")
    assert int(row.number.removeprefix("C-")) >= 1001
    assert facts() == [("customers.customer_added", {"customer_id": str(key)})]


def test_many_are_added_with_the_same_number_of_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    new = [NewCustomer(name=f"Ada {n}", email=f"a{n}@example.com") for n in range(101)]

    with django_assert_num_queries(4):
        profiles.add_customers(new[:1], actor=SYSTEM)
    with django_assert_num_queries(4):
        made = profiles.add_customers(new[1:], actor=SYSTEM)

    assert len({row.number for row in queries.customers(made)}) == 100


def test_customers_without_an_email_are_many_but_an_email_is_one() -> None:
    make_customer("Ada")
    make_customer("Bea")
    make_customer("Cem", email="cem@example.com")

    with pytest.raises(profiles.EmailTaken) as refusal:
        profiles.add_customers(
            [NewCustomer(name="New"), NewCustomer(name="Cem again", email="CEM@example.com")], actor=SYSTEM
        )

    assert refusal.value.sentence() == "There is already a customer with the email “cem@example.com”."
    assert [row.name for row in queries.customers_page().items] == ["Cem", "Bea", "Ada"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " "}, profiles.NameWrong),
        ({"name": "x" * 121}, profiles.NameWrong),
        ({"name": "A\x00da"}, profiles.NameWrong),
        ({"email": "ada"}, profiles.EmailWrong),
        ({"phone": "call me"}, PhoneWrong),
        ({"language": "de"}, profiles.LanguageUnknown),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_added(change: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        profiles.add_customers([NewCustomer(**{"name": "Ada", **change})], actor=SYSTEM)

    assert queries.customers_page().items == []


def test_customers_change_their_own_profile_and_nobody_elses() -> None:
    own, other = make_shopper(), make_customer("Bea")
    change = NewCustomer(name="Ada Demir", email="demir@example.com", phone="+79123456789", language="ru")

    profiles.change_profile(own, profile=change, actor=shopper(own))
    with pytest.raises(PermissionMissing):
        profiles.change_profile(other, profile=change, actor=shopper(own))
    with pytest.raises(Unauthenticated):
        profiles.change_profile(own, profile=change, actor=ANONYMOUS)

    row = queries.customer(own)
    assert (row.name, row.email, row.phone, row.language) == ("Ada Demir", "demir@example.com", "+79123456789", "ru")
    assert queries.customer(other).name == "Bea"
    assert facts()[-1] == ("customers.customer_changed", {"customer_id": str(own), "parts": ["profile"]})
    assert [found.id for found in queries.customers_page("demir").items] == [own]


def test_a_member_of_staff_is_no_customer_of_the_same_id() -> None:
    key = make_customer()
    picker = Actor(ActorKind.STAFF, id=str(key), permissions=frozenset({"customers.read"}))

    with pytest.raises(PermissionMissing):
        profiles.change_profile(key, profile=NewCustomer(name="Eve"), actor=picker)

    assert queries.customer(key).name == "Ada Yılmaz"


def test_a_changed_email_must_be_free_and_stay_where_it_is_the_login() -> None:
    key = make_shopper()
    make_customer("Bea", email="bea@example.com")

    with pytest.raises(profiles.EmailTaken):
        profiles.change_profile(key, profile=NewCustomer(name="Ada", email="bea@example.com"), actor=SYSTEM)
    with pytest.raises(profiles.EmailNeeded):
        profiles.change_profile(key, profile=NewCustomer(name="Ada"), actor=SYSTEM)
    with pytest.raises(queries.CustomerMissing):
        profiles.change_profile(new_id(), profile=NewCustomer(name="Ada"), actor=SYSTEM)

    assert queries.customer(key).email == "ada@example.com"


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("", ["Işık Çelik", "Ivan Petrov"]),
        ("isik", ["Işık Çelik"]),
        ("ISIK celik", ["Işık Çelik"]),
        ("PETROV", ["Ivan Petrov"]),
        ("example", ["Işık Çelik", "Ivan Petrov"]),
        ("+7912", ["Ivan Petrov"]),
        ("c-", ["Işık Çelik", "Ivan Petrov"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("petrov nobody", []),
        ("\x00", ["Işık Çelik", "Ivan Petrov"]),
    ],
)
def test_search_finds_words_in_any_spelling(search: str, names: list[str]) -> None:
    make_customer("Ivan Petrov", email="ivan@example.com", phone="+79123456789")
    make_customer("Işık Çelik", email="isik@example.com")

    assert [row.name for row in queries.customers_page(search).items] == names


def test_search_finds_the_number_from_a_receipt() -> None:
    make_customer("Bea")
    row = queries.customer(make_customer("Ada"))

    assert [found.id for found in queries.customers_page(row.number).items] == [row.id]


def test_pages_go_back_in_time() -> None:
    for name in ("Ada", "Bea", "Cem"):
        make_customer(name)

    first = queries.customers_page(limit=2)
    second = queries.customers_page(limit=2, cursor=first.next_cursor)

    assert [row.name for row in first.items] == ["Cem", "Bea"]
    assert ([row.name for row in second.items], second.next_cursor) == (["Ada"], None)
    with pytest.raises(BadCursor):
        queries.customers_page(cursor=encode_cursor("not an id"))


def test_somebody_is_found_by_email_or_missing() -> None:
    key = make_customer(email="ada@example.com")

    found = queries.customer_by_email(" ADA@example.com ")

    assert found is not None
    assert found.id == key
    assert queries.customer_by_email("") is None
    with pytest.raises(queries.CustomerMissing):
        queries.customer(new_id())
