"""An owner begins with nothing: the company, then its first register; no line of Python."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.brand import queries as brands
from arasta.contexts.channels.queries import channels
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.queries import locations
from arasta.contexts.pricing.queries import prices
from arasta.contexts.registers import queries as registers
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db
DOOR = "/office/first-steps"
COMPANY = {
    "name": "Çarşı & Oğulları",
    "email": "hello@carsi.example",
    "country": "tr",
    "currency": "try",
    "language": "tr",
    "delivery": "49.90",
    "place": "Moda",
    "kind": "store",
    "city": "İstanbul",
}


def test_a_company_stands_after_one_form_and_its_shop_opens(client: Client) -> None:
    come_in(client)

    answer = client.post(DOOR, COMPANY)

    assert (answer.status_code, answer["Location"]) == (302, DOOR)
    assert [(one.code, one.kind, one.currency) for one in channels.channels()] == [
        ("till", "store", "TRY"),
        ("web", "web", "TRY"),
    ]
    assert [(row.code, row.city) for row in locations.locations()] == [("MODA", "İstanbul")]
    assert [(row.code, row.location_name) for row in registers.registers()] == [("TILL-1", "Moda")]
    (shop,) = brands.web_shops()
    assert (shop.kit.name, shop.is_general, shop.email) == ("Çarşı & Oğulları", True, "hello@carsi.example")
    assert [(row.code, row.currency) for row in prices.price_lists()] == [("retail-try", "TRY")]
    assert methods.delivery_method("standard").prices == (Money(4990, "TRY"),)
    assert b"Import a file" in client.get(DOOR).content
    shown = Client().get("/")
    assert shown.status_code == 200
    assert "Çarşı &amp; Oğulları" in shown.content.decode()


def test_the_shop_of_an_empty_installation_leads_to_its_beginning(client: Client) -> None:
    assert Client().get("/")["Location"] == "/office/begin"

    come_in(client)

    assert Client().get("/").status_code == 503


def test_a_company_is_founded_once(client: Client) -> None:
    come_in(client)
    client.post(DOOR, COMPANY)

    again = client.post(DOOR, {**COMPANY, "place": "Izmir"})

    assert again.status_code == 200
    assert [row.code for row in locations.locations()] == ["MODA"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"country": "Turkey"}, "at most 2 characters"),
        ({"currency": "T1Y"}, "three letters of a currency"),
        ({"delivery": "49.905"}, "no coin so small"),
        ({"kind": "channel"}, "Select a valid choice"),
        ({"name": ""}, "This field is required."),
    ],
    ids=["country", "currency", "delivery", "kind", "name"],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_founded(
    client: Client, wrong: dict[str, str], sentence: str
) -> None:
    come_in(client)

    answer = client.post(DOOR, {**COMPANY, **wrong})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert channels.channels() == []


def test_only_who_runs_the_staff_may_found(client: Client) -> None:
    come_in(client, Role.MARKETER)

    assert client.post(DOOR, COMPANY).status_code == 403
    assert channels.channels() == []


def test_a_register_is_made_renamed_and_retired(client: Client) -> None:
    come_in(client)
    client.post(DOOR, COMPANY)
    place, till = locations.locations()[0], channels.channel("till")

    made = {"name": "By the door", "code": "MODA-2", "location": str(place.id), "channel": str(till.id)}
    assert client.post("/office/registers/add", made).status_code == 302
    assert client.post("/office/registers/add", made).status_code == 422
    second = next(row for row in registers.registers() if row.code == "MODA-2")
    address = f"/office/registers/{to_public('reg', second.id)}"
    assert client.post(address, {"name": "At the window"}).status_code == 302

    assert [(row.code, row.name, row.is_active) for row in registers.registers()] == [
        ("MODA-2", "At the window", False),
        ("TILL-1", "Moda 1", True),
    ]
    assert b"At the window" in client.get("/office/registers").content


def test_a_register_stands_in_no_warehouse_and_sells_on_no_web_shop(client: Client) -> None:
    come_in(client)
    client.post(DOOR, COMPANY)
    place, web = locations.locations()[0], channels.channel("web")

    made = {"name": "Thief", "code": "X-1", "location": str(place.id), "channel": str(web.id)}

    assert client.post("/office/registers/add", made).status_code == 422
    assert [row.code for row in registers.registers()] == ["TILL-1"]
