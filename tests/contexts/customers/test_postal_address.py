"""Addresses and phones, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.customers.types import (
    AddressWrong,
    PhoneWrong,
    PostalAddress,
    fold,
    international,
    phone_of,
)
from arasta.kernel.postal import COUNTRIES

GOOD = PostalAddress(
    name="Ada Yılmaz", line1="Moda Cd. 5", city="İstanbul", country="TR", postal_code="34710", phone="+905321234567"
)


def test_a_good_address_passes() -> None:
    GOOD.check()

    assert GOOD.wrong_fields() == {}
    assert len(COUNTRIES) == 249


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": " "}, {"name": "required"}),
        ({"line1": "", "city": ""}, {"line1": "required", "city": "required"}),
        ({"country": ""}, {"country": "required"}),
        ({"country": "XX"}, {"country": "unknown_country"}),
        ({"country": "tr"}, {"country": "unknown_country"}),
        ({"line2": "x" * 201}, {"line2": "too_long"}),
        ({"postal_code": "1" * 17}, {"postal_code": "too_long"}),
        ({"phone": "0532 123 45 67"}, {"phone": "phone"}),
        ({"phone": "+9" * 20}, {"phone": "too_long"}),
    ],
)
def test_check_names_every_wrong_field(change: dict[str, str], wrong: dict[str, str]) -> None:
    with pytest.raises(AddressWrong) as refusal:
        replace(GOOD, **change).check()

    assert refusal.value.details == {"fields": wrong}
    assert refusal.value.code == "address_invalid"


def test_tidying_trims_and_writes_country_and_phone_as_the_world_does() -> None:
    given = PostalAddress(
        name="  Ada   Yılmaz ", line1="Moda Cd. 5", city="İstanbul", country="tr", phone="(0532) 123-45-67"
    )

    tidy = given.tidied()

    assert (tidy.name, tidy.country, tidy.phone) == ("Ada Yılmaz", "TR", "+905321234567")


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("+90 532 123 45 67", "TR", "+905321234567"),
        ("0532 123 45 67", "TR", "+905321234567"),
        ("532 123 45 67", "TR", "+905321234567"),
        ("00905321234567", "TR", "+905321234567"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("9123456789", "RU", "+79123456789"),
        ("030 1234567", "DE", "+49301234567"),
        ("(212) 555-0100", "US", "+12125550100"),
        ("1 212 555 0100", "US", "+12125550100"),
        ("050 123 4567", "SA", "+966501234567"),
        ("call me", "TR", ""),
        ("+0123456789", "TR", ""),
        ("123", "TR", ""),
        ("٠٥٣٢١٢٣٤٥٦٧", "TR", "+905321234567"),
        ("+90 532 123 45 67 8", "TR", ""),
    ],
)
def test_phones_are_written_the_way_their_country_dials_them(text: str, country: str, phone: str) -> None:
    assert international(text, country) == phone


def test_no_phone_is_fine_and_nonsense_is_not() -> None:
    assert phone_of("  ") == ""
    with pytest.raises(PhoneWrong) as refusal:
        phone_of("call me")

    assert refusal.value.details == {"phone": "call me"}


@given(st.text(max_size=30), st.sampled_from(["TR", "RU", "DE", "US", "SA", ""]))
def test_an_international_phone_is_a_fixed_point(text: str, country: str) -> None:
    phone = international(text, country)

    assert phone == "" or international(phone, country) == phone


@pytest.mark.parametrize(("text", "folded"), [("IŞIK", "isik"), ("İpek Çağrı", "ipek cagri"), ("Ёлка", "елка")])
def test_folding_makes_the_letters_people_mix_up_one(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(fold(text)) == folded
