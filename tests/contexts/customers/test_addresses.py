"""Saving and deleting addresses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import addresses
from arasta.contexts.customers.types import AddressToSave, AddressWrong
from arasta.kernel.access import SYSTEM, PermissionMissing
from arasta.kernel.ids import new_id
from tests.contexts.customers.making import KADIKOY, facts, make_address, make_customer, shopper

pytestmark = pytest.mark.django_db


def test_the_first_address_becomes_the_default_and_is_stored_tidy() -> None:
    customer = make_customer()
    given = replace(KADIKOY, country="tr", phone="0532 123 45 67")

    key = addresses.save_addresses(customer, [AddressToSave(given, " Home ")], actor=shopper(customer))[0]

    row = queries.address(customer, key)
    assert (row.label, row.is_default) == ("Home", True)
    assert row.address == replace(KADIKOY, phone="+905321234567")
    assert facts()[-1] == ("customers.customer_changed", {"customer_id": str(customer), "parts": ["addresses"]})


def test_many_are_saved_with_the_same_number_of_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    customer = make_customer()

    with django_assert_num_queries(7):
        addresses.save_addresses(customer, [AddressToSave(KADIKOY)], actor=SYSTEM)
    with django_assert_num_queries(7):
        addresses.save_addresses(customer, [AddressToSave(KADIKOY) for _ in range(20)], actor=SYSTEM)

    assert len(queries.addresses(customer)) == 21


def test_the_last_default_given_wins_and_is_listed_first() -> None:
    customer = make_customer()
    make_address(customer, label="Old")
    batch = [AddressToSave(KADIKOY, "One", True), AddressToSave(KADIKOY, "Two", True), AddressToSave(KADIKOY, "Three")]

    addresses.save_addresses(customer, batch, actor=SYSTEM)

    assert [(row.label, row.is_default) for row in queries.addresses(customer)] == [
        ("Two", True),
        ("Old", False),
        ("One", False),
        ("Three", False),
    ]


def test_an_address_is_replaced_by_its_id_and_a_lost_default_finds_an_heir() -> None:
    customer = make_customer()
    home, office = make_address(customer, label="Home"), make_address(customer, label="Office", is_default=True)
    moved = replace(KADIKOY, city="Ankara", district="Çankaya")

    addresses.save_addresses(customer, [AddressToSave(moved, "Office", False, office)], actor=SYSTEM)

    assert queries.address(customer, office).address.city == "Ankara"
    assert [(row.id, row.is_default) for row in queries.addresses(customer)] == [(home, True), (office, False)]


def test_nothing_to_save_is_nothing() -> None:
    customer = make_customer()

    assert addresses.save_addresses(customer, [], actor=SYSTEM) == []
    assert [name for name, _ in facts()] == ["customers.customer_added"]


def test_one_wrong_address_saves_none_of_the_batch() -> None:
    customer = make_customer()

    with pytest.raises(AddressWrong) as refusal:
        addresses.save_addresses(
            customer, [AddressToSave(KADIKOY), AddressToSave(replace(KADIKOY, country="XX", city=""))], actor=SYSTEM
        )

    assert refusal.value.details == {"fields": {"city": "required", "country": "unknown_country"}}
    assert queries.addresses(customer) == []


def test_another_customers_address_is_out_of_reach() -> None:
    own, other = make_customer("Ada"), make_customer("Bea")
    theirs = make_address(other)

    with pytest.raises(queries.AddressMissing):
        addresses.save_addresses(own, [AddressToSave(KADIKOY, "Mine", True, theirs)], actor=shopper(own))
    with pytest.raises(queries.AddressMissing):
        addresses.delete_addresses(own, [theirs], actor=shopper(own))
    with pytest.raises(queries.AddressMissing):
        queries.address(own, theirs)
    for act in (
        lambda: addresses.save_addresses(other, [AddressToSave(KADIKOY)], actor=shopper(own)),
        lambda: addresses.delete_addresses(other, [theirs], actor=shopper(own)),
    ):
        with pytest.raises(PermissionMissing):
            act()

    assert [(row.id, row.label) for row in queries.addresses(other)] == [(theirs, "Home")]


def test_deleting_the_default_makes_the_oldest_the_default() -> None:
    customer = make_customer()
    default = make_address(customer, label="Default")
    oldest, newest = make_address(customer, label="Oldest"), make_address(customer, label="Newest")

    addresses.delete_addresses(customer, [default], actor=shopper(customer))

    assert [(row.id, row.is_default) for row in queries.addresses(customer)] == [(oldest, True), (newest, False)]
    addresses.delete_addresses(customer, [oldest, newest], actor=shopper(customer))
    assert queries.addresses(customer) == []


def test_the_book_is_full_at_fifty() -> None:
    customer = make_customer()
    addresses.save_addresses(customer, [AddressToSave(KADIKOY) for _ in range(50)], actor=SYSTEM)

    with pytest.raises(addresses.TooManyAddresses) as refusal:
        make_address(customer)

    assert refusal.value.details == {"most": 50}
    assert len(queries.addresses(customer)) == 50


def test_nobodys_addresses_cannot_be_saved() -> None:
    with pytest.raises(queries.CustomerMissing):
        addresses.save_addresses(new_id(), [AddressToSave(KADIKOY)], actor=SYSTEM)
    with pytest.raises(queries.CustomerMissing):
        addresses.delete_addresses(new_id(), [new_id()], actor=SYSTEM)
